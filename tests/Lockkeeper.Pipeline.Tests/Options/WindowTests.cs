using System.Globalization;
using Lockkeeper.Pipeline.Options;

namespace Lockkeeper.Pipeline.Tests.Options;

public sealed class WindowTests
{
    private const string London = "Europe/London";

    [Theory]
    [InlineData("2026-11-21T01:59:59Z", false)] // a Saturday
    [InlineData("2026-11-21T02:00:00Z", true)]
    [InlineData("2026-11-21T04:59:59Z", true)]
    [InlineData("2026-11-21T05:00:00Z", false)]
    [InlineData("2026-11-23T03:00:00Z", false)] // a Monday
    [InlineData("2026-07-04T01:00:00Z", true)] // two o'clock in summer
    [InlineData("2026-07-04T04:00:00Z", false)]
    public void Is_open_from_its_beginning_until_before_its_end(string moment, bool open) =>
        Window("sat sun", "02:00", "05:00", London).Contains(At(moment)).Should().Be(open);

    [Theory]
    [InlineData("2026-11-20T22:59:00Z", false)]
    [InlineData("2026-11-20T23:00:00Z", true)] // Friday evening
    [InlineData("2026-11-21T01:59:00Z", true)] // and the night after it
    [InlineData("2026-11-21T02:00:00Z", false)]
    [InlineData("2026-11-20T01:00:00Z", false)] // Thursday's night is not Friday's
    [InlineData("2026-11-21T23:30:00Z", false)]
    public void Over_midnight_belongs_to_the_day_on_which_it_opens(string moment, bool open) =>
        Window("fri", "23:00", "02:00", "UTC").Contains(At(moment)).Should().Be(open);

    [Theory]
    [InlineData("2026-10-24T23:30:00Z", true)] // 00:30, still summer time
    [InlineData("2026-10-25T00:29:00Z", true)] // 01:29 for the first time
    [InlineData("2026-10-25T00:30:00Z", false)]
    [InlineData("2026-10-25T01:15:00Z", false)] // 01:15 for the second time
    public void Opens_once_where_clocks_are_put_back(string moment, bool open) =>
        Window("sun", "00:15", "01:30", London).Contains(At(moment)).Should().Be(open);

    [Theory]
    [InlineData("2026-03-29T00:59:00Z", false)]
    [InlineData("2026-03-29T01:00:00Z", true)] // the clock jumps from 01:00 to 02:00
    [InlineData("2026-03-29T01:59:00Z", true)]
    [InlineData("2026-03-29T02:00:00Z", false)]
    public void Opens_at_the_change_where_clocks_skip_its_beginning(string moment, bool open) =>
        Window("sun", "01:30", "03:00", London).Contains(At(moment)).Should().Be(open);

    [Theory]
    [InlineData("2026-11-20T10:00:00Z", "2026-11-21T02:00:00Z")]
    [InlineData("2026-11-21T02:00:00Z", "2026-11-22T02:00:00Z")]
    [InlineData("2026-11-22T06:00:00Z", "2026-11-28T02:00:00Z")]
    public void Knows_when_it_opens_next(string moment, string next) =>
        Window("sat sun", "02:00", "05:00", London).NextOpening(At(moment)).Should().Be(At(next));

    [Fact]
    public void Without_times_it_is_open_all_day()
    {
        using var scene = new OptionsScene();
        var window = scene.Yaml("environments: { local: { window: { days: [Sunday] } } }").Resolve().Window!;

        window.Contains(At("2026-11-22T00:00:00Z")).Should().BeTrue();
        window.Contains(At("2026-11-22T23:59:59Z")).Should().BeTrue();
        window.Contains(At("2026-11-23T00:00:00Z")).Should().BeFalse();
    }

    [Fact]
    public void Can_end_at_midnight()
    {
        using var scene = new OptionsScene();
        var window = scene.Yaml("environments: { local: { window: { days: [sun], from: '22:00', to: '24:00' } } }").Resolve().Window!;

        window.Contains(At("2026-11-22T23:59:59Z")).Should().BeTrue();
        window.Contains(At("2026-11-23T00:00:00Z")).Should().BeFalse();
    }

    private static WindowOptions Window(string days, string from, string to, string zone)
    {
        using var scene = new OptionsScene();
        var list = days.Replace(' ', ',');
        return scene.Yaml($"environments: {{ local: {{ window: {{ days: [{list}], from: '{from}', to: '{to}', timeZone: {zone} }} }} }}").Resolve().Window!;
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
