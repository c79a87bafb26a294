using System.Reflection;
using Cake.Frosting;
using Lockkeeper.Build;
using Lockkeeper.Build.Tasks;
using Monitor = Lockkeeper.Build.Tasks.Monitor;

namespace Lockkeeper.Conventions.Tests;

/// <summary>The Cake tasks: a class a file, thin, and one chain.</summary>
public sealed class TaskTests
{
    private static readonly Type[] Chain = [typeof(Backup), typeof(VerifyEnv), typeof(Migrate), typeof(SmokeTests), typeof(Monitor)];

    private static IReadOnlyList<Type> Tasks { get; } =
        [.. typeof(PhaseTask).Assembly.GetExportedTypes().Where(type => type.IsAssignableTo(typeof(IFrostingTask)) && !type.IsAbstract)];

    public static TheoryData<Type> All => [.. Tasks];

    [Theory]
    [MemberData(nameof(All))]
    public void Class_task_and_file_share_a_name(Type task)
    {
        task.IsSealed.Should().BeTrue();
        task.GetCustomAttribute<TaskNameAttribute>()!.Name.Should().Be(task.Name);
        Repository.Tracked.Should().Contain($"build/Tasks/{task.Name}.cs");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_task_is_described(Type task) =>
        task.GetCustomAttribute<TaskDescriptionAttribute>()!.Description.Should().NotBeNullOrWhiteSpace();

    [Fact]
    public void Every_file_of_the_tasks_folder_is_a_task() =>
        Repository.Tracked.Where(path => path.StartsWith("build/Tasks/", StringComparison.Ordinal)).Select(Path.GetFileNameWithoutExtension)
            .Should().BeEquivalentTo(Tasks.Select(task => task.Name));

    [Fact]
    public void A_phase_has_one_task_of_its_name_and_at_most_thirty_lines()
    {
        var phases = Tasks.Where(task => task.IsSubclassOf(typeof(PhaseTask))).Select(task => task.Name).ToList();

        phases.Should().BeEquivalentTo(Enum.GetNames<Evidence.Phase>());
        phases.Select(name => Repository.LinesOf($"build/Tasks/{name}.cs")).Should().OnlyContain(lines => lines <= 30);
    }

    [Fact]
    public void The_chain_is_Backup_VerifyEnv_Migrate_SmokeTests_Monitor()
    {
        Needs(Chain[0]).Should().BeEmpty();
        foreach (var (before, task) in Chain.Zip(Chain.Skip(1))) Needs(task).Should().Equal(before);
    }

    [Theory]
    [InlineData(typeof(DeployProduction), typeof(Monitor))]
    [InlineData(typeof(DeployStaging), typeof(Monitor))]
    [InlineData(typeof(Rehearse), typeof(Monitor))]
    [InlineData(typeof(RehearseStaging), typeof(Monitor))]
    [InlineData(typeof(Default), typeof(Rehearse))]
    public void A_deployment_is_the_whole_chain(Type task, Type last)
    {
        Needs(task).Should().Equal(last);
        task.GetMethod(nameof(FrostingTask.Run), BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.Instance).Should().BeNull("it has nothing to do itself");
    }

    [Fact]
    public void No_failure_is_swallowed_by_Cake()
    {
        var all = typeof(PhaseTask).Assembly.GetTypes();
        const BindingFlags Own = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;

        all.Where(type => type.GetCustomAttribute<ContinueOnErrorAttribute>() is not null).Should().BeEmpty();
        all.Where(type => type.GetMethod("OnError", Own) is not null).Should().BeEmpty("what must happen after a failure happens in the pipeline's finally");
    }

    private static IEnumerable<Type> Needs(Type task) => task.GetCustomAttributes<IsDependentOnAttribute>().Select(attribute => attribute.Task);
}
