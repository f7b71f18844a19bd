using ThreadStore.Search;

namespace ThreadStore.Cli.Output;

/// <summary>Hits, each as soon as it is found: a line for people with the hit marked, or a JSON object.</summary>
/// <param name="io">Where they go.</param>
/// <param name="isJson">For programs.</param>
internal sealed class SearchOutput(ToolOutput io, bool isJson)
{
    private const int TitleLength = 30;

    internal void Write(SearchHit hit, double? score)
    {
        var title = hit.Row?.Name ?? hit.Row?.Title ?? hit.Row?.Preview;
        if (isJson)
        {
            WriteJson(hit, title, score);
        }
        else
        {
            var (before, found, after) = Parts(hit);
            var marked = io.HasDataColor ? $"\x1b[1;31m{found}\x1b[0m" : $"»{found}«";
            io.Text.WriteLine($"{hit.Thread} {hit.Offset,10} {CleanText.Cut(title, TitleLength).PadRight(TitleLength)} {before}{marked}{after}");
        }

        io.Flush();
    }

    private static (string Before, string Found, string After) Parts(SearchHit hit)
    {
        var end = hit.MatchStart + hit.MatchLength;
        return (CleanText.OneLine(hit.Snippet[..hit.MatchStart]), CleanText.OneLine(hit.Snippet[hit.MatchStart..end]), CleanText.OneLine(hit.Snippet[end..]));
    }

    private void WriteJson(SearchHit hit, string? title, double? score)
    {
        using var lines = new JsonLines(io.Data);
        var json = lines.Begin();
        json.WriteString("id"u8, hit.Thread.ToString());
        json.WriteNumber("offset"u8, hit.Offset);
        json.WriteString("title"u8, title);
        json.WriteString("snippet"u8, hit.Snippet);
        json.WriteNumber("match_start"u8, hit.MatchStart);
        json.WriteNumber("match_length"u8, hit.MatchLength);
        if (score is { } known)
        {
            json.WriteNumber("score"u8, known);
        }

        lines.End();
    }
}
