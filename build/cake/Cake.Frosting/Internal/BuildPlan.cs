using System.Reflection;
using Cake.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting.Internal;

/// <summary>Tells Cake's engine about the tasks and the lifetimes of a build.</summary>
internal static class BuildPlan
{
    public static void Register(IServiceProvider provider, ICakeEngine engine, IFrostingContext context)
    {
        if (provider.GetService<IFrostingSetup>() is { } setup)
            engine.RegisterSetupAction(info => setup.Setup(context, info));
        if (provider.GetService<IFrostingTeardown>() is { } teardown)
            engine.RegisterTeardownAction(info => teardown.Teardown(context, info));
        if (provider.GetService<IFrostingTaskSetup>() is { } taskSetup)
            engine.RegisterTaskSetupAction(info => taskSetup.Setup(context, info));
        if (provider.GetService<IFrostingTaskTeardown>() is { } taskTeardown)
            engine.RegisterTaskTeardownAction(info => taskTeardown.Teardown(context, info));

        foreach (var task in FindTasks(provider))
            RegisterTask(engine, task, context);
    }

    private static IEnumerable<IFrostingTask> FindTasks(IServiceProvider provider) =>
        provider.GetServices<TaskAssembly>()
            .Select(known => known.Assembly)
            .Distinct()
            .SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false } && type.IsAssignableTo(typeof(IFrostingTask)))
            .Select(type => (IFrostingTask)ActivatorUtilities.CreateInstance(provider, type));

    private static void RegisterTask(ICakeEngine engine, IFrostingTask task, IFrostingContext context)
    {
        var type = task.GetType();
        var builder = engine.RegisterTask(NameOf(type));
        if (type.GetCustomAttribute<TaskDescriptionAttribute>() is { } description)
            builder.Description(description.Description);
        foreach (var dependency in type.GetCustomAttributes<IsDependentOnAttribute>())
            builder.IsDependentOn(NameOf(TaskType(dependency.Task, type)));
        foreach (var dependent in type.GetCustomAttributes<IsDependeeOfAttribute>())
            builder.IsDependeeOf(NameOf(TaskType(dependent.Task, type)));

        builder.Does(_ => task.RunAsync(context));
        if (Overrides(type, nameof(IFrostingTask.ShouldRun)))
            builder.WithCriteria(_ => task.ShouldRun(context));
        if (type.IsDefined(typeof(ContinueOnErrorAttribute)))
            builder.ContinueOnError();
        // Only when overridden: an error handler that does nothing would swallow the failure.
        if (Overrides(type, nameof(IFrostingTask.OnError)))
            builder.OnError((exception, _) => task.OnError(exception, context));
        if (Overrides(type, nameof(IFrostingTask.Finally)))
            builder.Finally(_ => task.Finally(context));
    }

    private static string NameOf(Type task) => task.GetCustomAttribute<TaskNameAttribute>()?.Name ?? task.Name;

    private static Type TaskType(Type? named, Type by) =>
        named is not null && named.IsAssignableTo(typeof(IFrostingTask))
            ? named
            : throw new FrostingException($"'{by.FullName}' names '{named?.FullName}' as a task, which does not implement IFrostingTask.");

    private static bool Overrides(Type task, string method) =>
        Array.Exists(
            task.GetMethods(),
            found => string.Equals(found.Name, method, StringComparison.Ordinal) && found.DeclaringType?.Assembly != typeof(BuildPlan).Assembly);
}
