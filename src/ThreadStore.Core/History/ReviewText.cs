using System;
using System.Text;
using ThreadStore.Items;

namespace ThreadStore.History;

/// <summary>What a review came to, as one text.</summary>
internal static class ReviewText
{
    private const string Nothing = "Reviewer failed to output a response.";

    /// <summary>The reviewer's explanation, else its findings, else that there was none.</summary>
    internal static string Of(ReadOnlySpan<byte> output)
    {
        var explanation = JsonField.Of(output, "overall_explanation"u8).Text()?.Trim();
        if (!string.IsNullOrEmpty(explanation))
        {
            return explanation;
        }

        var text = new StringBuilder();
        var findings = JsonCursor.OpenArray(JsonField.Of(output, "findings"u8).Raw());
        var count = 0;
        while (findings.NextElement())
        {
            AppendFinding(text, findings.Take().Raw());
            count++;
        }

        return count == 0 ? Nothing : (count == 1 ? "Review comment:\n" : "Full review comments:\n") + text;
    }

    private static void AppendFinding(StringBuilder text, ReadOnlySpan<byte> finding)
    {
        var place = JsonField.Of(finding, "code_location"u8).Raw();
        var lines = JsonField.Of(place, "line_range"u8).Raw();
        text.Append("\n- ").Append(JsonField.Of(finding, "title"u8).Text()).Append(" — ").Append(JsonField.Of(place, "absolute_file_path"u8).Text())
            .Append(':').Append(JsonField.Of(lines, "start"u8).Number()).Append('-').Append(JsonField.Of(lines, "end"u8).Number());
        foreach (var line in (JsonField.Of(finding, "body"u8).Text() ?? "").Split('\n'))
        {
            text.Append("\n  ").Append(line);
        }
    }
}
