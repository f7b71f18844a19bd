namespace ThreadStore.Report;

/// <summary>How the page looks, in light and in dark.</summary>
internal static class HtmlStyle
{
    internal const string Css = """
        :root { color-scheme: light dark; --text: #1c2024; --page: #ffffff; --faint: #6b7280; --line: #d9dde3; --met: #18794e; --missed: #c62828;
          --s0: #1f77b4; --s1: #d95f02; --s2: #2a9d4a; --s3: #c2273b; --s4: #7b5cc4; --s5: #8c564b; --s6: #c4458e; --s7: #0f8b8d; }
        @media (prefers-color-scheme: dark) { :root { --text: #e6e8eb; --page: #16181c; --faint: #9aa3ae; --line: #343a42; --met: #4cc38a; --missed: #ff7a70;
          --s0: #6cb6f5; --s1: #f5a35c; --s2: #6fd08c; --s3: #ff8091; --s4: #b39df3; --s5: #c9a08f; --s6: #f08bc4; --s7: #5ed0d2; } }
        body { font: 15px/1.5 system-ui, sans-serif; color: var(--text); background: var(--page); max-width: 1400px; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.2rem; }
        table { border-collapse: collapse; margin: 0.6rem 0; font-variant-numeric: tabular-nums; font-size: 0.9rem; display: block; overflow-x: auto; }
        th, td { text-align: left; padding: 0.2rem 0.9rem 0.2rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
        th { color: var(--faint); font-weight: 500; } small { color: var(--faint); }
        .met { color: var(--met); } .missed { color: var(--missed); }
        .charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(420px, 1fr)); gap: 1.5rem; }
        figure { margin: 0; } figcaption { font-weight: 600; } figure ul { list-style: none; margin: 0; padding: 0; font-size: 0.85rem; }
        figure li { display: inline-block; margin-right: 1.2rem; } figure i { display: inline-block; width: 1.4rem; border-top: 3px solid; margin-right: 0.4rem; vertical-align: middle; }
        figure i.rival { border-top-style: dashed; }
        svg { width: 100%; height: auto; } svg text { font-size: 11px; fill: var(--faint); } svg .unit { fill: var(--text); }
        svg .grid { stroke: var(--line); stroke-width: 1; } svg polyline { fill: none; stroke-width: 2; stroke: currentColor; } svg polyline.rival { stroke-dasharray: 5 4; }
        svg circle { fill: currentColor; }
        .s0 { color: var(--s0); } .s1 { color: var(--s1); } .s2 { color: var(--s2); } .s3 { color: var(--s3); }
        .s4 { color: var(--s4); } .s5 { color: var(--s5); } .s6 { color: var(--s6); } .s7 { color: var(--s7); }
        details { font-size: 0.85rem; } dt { font-weight: 600; } dd { margin: 0 0 0.4rem 1rem; }

        """;
}
