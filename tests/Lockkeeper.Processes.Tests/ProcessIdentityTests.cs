namespace Lockkeeper.Processes.Tests;

public sealed class ProcessIdentityTests
{
    [Fact]
    public void This_process_has_not_ended() => ProcessIdentity.Current().HasEnded().Should().BeFalse();

    [Fact]
    public void A_later_process_of_the_same_number_is_another_one() =>
        (ProcessIdentity.Current() with { Started = "1" }).HasEnded().Should().BeTrue();

    [Fact]
    public void A_process_of_an_earlier_boot_has_ended() =>
        (ProcessIdentity.Current() with { Scope = "earlier " + ProcessIdentity.Current().Scope.Split(' ')[1] }).HasEnded().Should().BeTrue();

    [Fact]
    public void A_process_in_another_container_is_never_called_ended()
    {
        var boot = ProcessIdentity.Current().Scope.Split(' ')[0];

        (ProcessIdentity.Current() with { Pid = int.MaxValue, Scope = $"{boot} pid:[1]" }).HasEnded().Should().BeFalse();
    }
}
