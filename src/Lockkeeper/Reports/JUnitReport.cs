using System.Globalization;
using System.Text;
using System.Xml;
using Lockkeeper.Evidence;

namespace Lockkeeper.Reports;

/// <summary>junit.xml: phases, checklist and smoke tests as test cases, for CI systems that show nothing else.</summary>
public static class JUnitReport
{
    /// <summary>The report as JUnit XML.</summary>
    public static string Render(DeploymentReport report)
    {
        List<Suite> suites = [new("Phases", Phases(report)), new("Checklist", Checklist(report)), new("Smoke Tests", SmokeTests(report))];
        var text = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        var settings = new XmlWriterSettings { Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true };
        using (var xml = XmlWriter.Create(text, settings))
        {
            xml.WriteStartElement("testsuites");
            Counts(xml, $"Lockkeeper {report.Environment}", [.. suites.SelectMany(s => s.Cases)]);
            foreach (var suite in suites)
                Write(xml, suite, report);
            xml.WriteEndElement();
        }

        return text.Append('\n').ToString();
    }

    private static IReadOnlyList<Case> Phases(DeploymentReport report) =>
    [
        .. report.Phases.Select(p => new Case(p.Name, p.Seconds, Note(p, report), p.Status switch
        {
            PhaseStatus.Succeeded => Result.Passed,
            PhaseStatus.Skipped => Result.Skipped,
            _ => Result.Failed,
        })),
    ];

    private static IReadOnlyList<Case> Checklist(DeploymentReport report) =>
    [
        .. report.Checklist.Select(i => new Case(i.Item, 0, $"{Words.Of(i.Status)}: {i.Note}", i.Status switch
        {
            ChecklistStatus.Done => Result.Passed,
            ChecklistStatus.Failed => Result.Failed,
            _ => Result.Skipped,
        })),
    ];

    private static IReadOnlyList<Case> SmokeTests(DeploymentReport report) =>
    [
        .. report.SmokeTests.Select(t => new Case(t.Name, t.Seconds, t.Before is { } before ? $"{t.Note} (before Migrate: {Words.Of(before)})" : t.Note, t.Status switch
        {
            SmokeTestStatus.Passed => Result.Passed,
            SmokeTestStatus.Failed => Result.Failed,
            _ => Result.Skipped,
        })),
    ];

    private static string Note(ReportPhase phase, DeploymentReport report) =>
        phase.Note ?? (phase.Status is PhaseStatus.Failed or PhaseStatus.Refused ? report.Failure?.Message : null) ?? "";

    private static void Write(XmlWriter xml, Suite suite, DeploymentReport report)
    {
        xml.WriteStartElement("testsuite");
        Counts(xml, suite.Name, suite.Cases);
        xml.WriteAttributeString("timestamp", report.StartedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
        foreach (var test in suite.Cases)
            Write(xml, test, $"{report.Environment}.{suite.Name}");
        xml.WriteEndElement();
    }

    private static void Write(XmlWriter xml, Case test, string group)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", Clean(group));
        xml.WriteAttributeString("name", Clean(test.Name));
        xml.WriteAttributeString("time", XmlConvert.ToString(test.Seconds));
        if (test.Result != Result.Passed)
        {
            xml.WriteStartElement(test.Result == Result.Failed ? "failure" : "skipped");
            xml.WriteAttributeString("message", Clean(test.Note));
            xml.WriteEndElement();
        }
        else if (test.Note.Length > 0)
        {
            xml.WriteElementString("system-out", Clean(test.Note));
        }

        xml.WriteEndElement();
    }

    private static void Counts(XmlWriter xml, string name, IReadOnlyList<Case> cases)
    {
        xml.WriteAttributeString("name", Clean(name));
        xml.WriteAttributeString("tests", XmlConvert.ToString(cases.Count));
        xml.WriteAttributeString("failures", XmlConvert.ToString(cases.Count(c => c.Result == Result.Failed)));
        xml.WriteAttributeString("errors", "0");
        xml.WriteAttributeString("skipped", XmlConvert.ToString(cases.Count(c => c.Result == Result.Skipped)));
        xml.WriteAttributeString("time", XmlConvert.ToString(ReportFold.Rounded(cases.Sum(c => c.Seconds))));
    }

    /// <summary>XML 1.0 has no way to write most control characters, not even escaped.</summary>
    private static string Clean(string text)
    {
        var clean = text.ToCharArray();
        for (var i = 0; i < clean.Length; i++)
        {
            if (i + 1 < clean.Length && char.IsSurrogatePair(clean[i], clean[i + 1]))
                i++;
            else if (!XmlConvert.IsXmlChar(clean[i]))
                clean[i] = '\uFFFD';
        }

        return new string(clean);
    }

    private sealed record Suite(string Name, IReadOnlyList<Case> Cases);

    private sealed record Case(string Name, double Seconds, string Note, Result Result);

    private enum Result
    {
        Passed,
        Failed,
        Skipped,
    }
}
