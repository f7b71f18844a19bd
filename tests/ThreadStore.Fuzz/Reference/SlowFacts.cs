using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using ThreadStore.Projection;

namespace ThreadStore.Fuzz.Reference;

/// <summary>The row of the built-in projection: what its attributes declare, and by hand what its methods do with user messages.</summary>
internal sealed partial class SlowFacts(ThreadId thread)
{
    private const string Marker = "## My request for Codex:";
    private const string ImageText = "[Image]";

    private readonly DeclaredOracle _declared = new(typeof(ThreadFacts), thread) { Via = StripCredentials };

    internal IEnumerable<string> Columns() => _declared.Columns();

    internal void Observe(JsonElement line)
    {
        _declared.Observe(line);
        if (SlowText.Find(line, "type", isLast: true) is not { ValueKind: JsonValueKind.String } type || SlowText.Spelled(type) != "event_msg"
            || SlowText.Find(line, "payload", isLast: true) is not { ValueKind: JsonValueKind.Object } payload
            || SlowText.Find(payload, "type") is not { ValueKind: JsonValueKind.String } kind)
        {
            return;
        }

        switch (SlowText.Spelled(kind))
        {
            case "user_message":
                var message = SlowText.Find(payload, "message", isLast: true);
                Give(message is { ValueKind: JsonValueKind.String } text ? SlowText.Of(text) : "", SlowText.All(payload, "images").Concat(SlowText.All(payload, "local_images")).Any(static images =>
                    images.ValueKind == JsonValueKind.Array && images.GetArrayLength() > 0));
                break;
            case "item_completed" when SlowText.Find(payload, "item") is { ValueKind: JsonValueKind.Object } item:
                OnItem(item);
                break;
        }
    }

    // Of keys of a user message that come twice the last one counts: these are no paths of a declaration.
    private void OnItem(JsonElement item)
    {
        var types = SlowText.All(item, "type").ToList();
        if (types.Count == 0 || !types.TrueForAll(static type => Says(type, "UserMessage"))
            || SlowText.Find(item, "content", isLast: true) is not { ValueKind: JsonValueKind.Array } content)
        {
            return;
        }

        var elements = content.EnumerateArray()
            .Where(static element => element.ValueKind == JsonValueKind.Object)
            .Select(static element => (Type: SlowText.Find(element, "type", isLast: true), Text: SlowText.Find(element, "text", isLast: true)))
            .ToList();
        Give(
            string.Concat(elements.Where(static element => Says(element.Type, "text") && element.Text is { ValueKind: JsonValueKind.String }).Select(static element => SlowText.Of(element.Text!.Value))),
            elements.Exists(static element => Says(element.Type, "image") || Says(element.Type, "local_image")));
    }

    private void Give(string text, bool hasImage)
    {
        var marker = text.IndexOf(Marker, StringComparison.Ordinal);
        var stripped = (marker < 0 ? text : text[(marker + Marker.Length)..]).Trim();
        var shown = stripped.Length == 0 && hasImage ? ImageText : stripped;
        _declared.GiveFirst("Title", stripped);
        _declared.GiveFirst("Preview", shown);
        _declared.GiveFirst("FirstUserMessage", shown);
    }

    private static bool Says(JsonElement? value, string word) => value is { ValueKind: JsonValueKind.String } text && SlowText.Of(text) == word;

    private static string StripCredentials(string url)
    {
        var parts = Url().Match(url);
        if (!parts.Success)
        {
            return url;
        }

        var user = parts.Groups["user"].Value;
        var kept = parts.Groups["scheme"].Value.EndsWith("ssh", StringComparison.Ordinal) ? user.Split(':')[0] + "@" : "";
        return $"{parts.Groups["scheme"].Value}://{kept}{url[(parts.Groups["user"].Index + user.Length + 1)..]}";
    }

    // The user part ends at the last at sign before the path.
    [GeneratedRegex("^(?<scheme>.*?)://(?<user>[^/?#]*)@", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 5000)]
    private static partial Regex Url();
}
