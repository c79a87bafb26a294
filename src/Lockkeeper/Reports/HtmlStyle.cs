namespace Lockkeeper.Reports;

/// <summary>How the page looks: system fonts, one column, light or dark as the reader's system says, black on white on paper.</summary>
internal static class HtmlStyle
{
    internal static void Add(HtmlBuilder page) => page.Add($$"""
        <style>
        :root { --ground: #fcfcfb; --ink: #1d2126; --soft: #5a636d; --line: #e2e4e6; --panel: #f4f5f4;
          --good: #17714a; --warn: #855300; --bad: #b02a20; }
        @media (prefers-color-scheme: dark) {
          :root { --ground: #14171a; --ink: #e4e7ea; --soft: #9ba5af; --line: #2b3138; --panel: #1b1f24;
            --good: #5cc792; --warn: #e0b252; --bad: #ff8d82; }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
        main { max-width: 62rem; margin: 0 auto; padding: 3rem 1.5rem 4rem; }
        header, section { margin-bottom: 2.75rem; }
        h1 { margin: 0; font-size: 2rem; line-height: 1.2; font-weight: 650; letter-spacing: -.01em; }
        h2 { margin: 0 0 .75rem; font-size: 1.05rem; font-weight: 650; }
        p { margin: 0 0 .75rem; max-width: 46rem; }
        .where { margin-bottom: .25rem; color: var(--soft); }
        .where strong { color: var(--ink); }
        .lead { margin: .5rem 0 1.5rem; font-size: 1.1rem; }
        .good { color: var(--good); } .warn { color: var(--warn); } .bad { color: var(--bad); }
        .facts { display: flex; flex-wrap: wrap; gap: .75rem 2.25rem; margin: 0; }
        dt, .took, .note { color: var(--soft); font-size: .875rem; }
        dd { margin: 0; overflow-wrap: anywhere; }
        .failure { padding: 1.25rem 1.5rem; background: var(--panel); border-left: 4px solid var(--bad); border-radius: 0 6px 6px 0; }
        .message { white-space: pre-wrap; overflow-wrap: anywhere; }
        .lines { max-width: none; font: .875rem/1.5 ui-monospace, monospace; }
        .next { margin: 1rem 0 0; overflow-wrap: anywhere; }
        .gates { display: grid; grid-template-columns: repeat(5, 1fr); gap: 1rem; margin: 0; padding: 0; list-style: none; }
        .gates li { display: flex; flex-direction: column; padding-top: .6rem; border-top: 4px solid var(--line); color: var(--ink); }
        .gates .good { border-color: var(--good); } .gates .warn { border-color: var(--warn); } .gates .bad { border-color: var(--bad); }
        .gate { font-weight: 600; }
        .note { overflow-wrap: anywhere; }
        .status { white-space: nowrap; }
        .status.quiet { color: var(--soft); }
        span.status::before { display: inline-block; width: 1.3em; content: "–" / ""; }
        span.good::before { content: "✓" / ""; } span.warn::before { content: "!" / ""; } span.bad::before { content: "✕" / ""; }
        .frame { overflow-x: auto; }
        table { width: 100%; border-collapse: collapse; font-size: .9375rem; font-variant-numeric: tabular-nums; }
        th, td { padding: .45rem 1.25rem .45rem 0; border-top: 1px solid var(--line); text-align: left; vertical-align: top;
          font-weight: 400; }
        th:last-child, td:last-child { padding-right: 0; }
        thead th { border-top: 0; color: var(--soft); font-size: .875rem; white-space: nowrap; }
        .number { text-align: right; white-space: nowrap; }
        tbody .code { font-family: ui-monospace, monospace; font-size: .875rem; }
        tbody .words { min-width: 9rem; overflow-wrap: break-word; }
        .limits { margin: 0; padding-left: 1.1rem; max-width: 46rem; color: var(--soft); }
        .limits li { margin-bottom: .4rem; }
        summary { cursor: pointer; } summary h2 { display: inline; } details[open] summary { margin-bottom: .75rem; }
        :focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
        @media (max-width: 44rem) {
          main { padding: 1.75rem 1rem 3rem; }
          h1 { font-size: 1.6rem; }
          .gates { grid-template-columns: 1fr; gap: .75rem; }
          .gates li { padding: 0 0 0 .75rem; border-top: 0; border-left: 4px solid var(--line); }
        }
        @media print {
          :root { --ground: #fff; --ink: #000; --soft: #444; --line: #bbb; --panel: #fff; --good: #0b5a37; --warn: #6b4300; --bad: #96180f; }
          main { max-width: none; padding: 0; }
          body { font-size: 10pt; }
          section { break-inside: avoid-page; margin-bottom: 1.5rem; }
          details::details-content { content-visibility: visible; height: auto; }
          .frame { overflow: visible; }
        }
        </style>
        """);
}
