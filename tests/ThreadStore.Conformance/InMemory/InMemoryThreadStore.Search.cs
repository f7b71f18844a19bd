using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using ThreadStore.Search;

namespace ThreadStore.Conformance.InMemory;

/// <content>Search in what was said, run and put out.</content>
public sealed partial class InMemoryThreadStore
{
    private const int MaxTermLength = 1024;

    // Which lines are shown to anybody, and under which keys their texts stand.
    private static readonly HashSet<string> s_shown = new(StringComparer.Ordinal)
    {
        "item_completed", "user_message", "agent_message", "agent_reasoning", "thread_goal_updated", "mcp_tool_call_end", "web_search_end", "error",
        "message", "reasoning", "function_call", "function_call_output", "custom_tool_call", "custom_tool_call_output", "local_shell_call", "web_search_call",
    };

    private static readonly HashSet<string> s_textKeys = new(StringComparer.Ordinal)
    {
        "text", "message", "content", "item", "output", "aggregated_output", "command", "arguments", "input", "action", "query", "summary", "summary_text", "result",
        "error", "review", "goal", "objective",
    };

    /// <inheritdoc/>
    public async IAsyncEnumerable<SearchHit> SearchAsync(SearchQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        if (string.IsNullOrWhiteSpace(query.Term) || query.Term.Length > MaxTermLength || query.MaxHitsPerThread < 1
            || query.SnippetRadius is < 0 or > SearchQuery.MaxSnippetRadius || !Enum.IsDefined(query.Archive))
        {
            throw new InvalidRequestException("thread/search requires search_term, and a query within its ranges");
        }

        List<SearchHit> hits;
        lock (_place.Gate)
        {
            CheckOpen();
            hits = [.. _place.Threads.Values.Where(thread => query.Archive is ThreadArchiveFilter.Any || thread.IsArchived == (query.Archive is ThreadArchiveFilter.Archived))
                .SelectMany(thread => Hits(thread, query).Take(query.MaxHitsPerThread))];
        }

        foreach (var hit in hits)
        {
            yield return hit;
            cancellationToken.ThrowIfCancellationRequested();
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    private IEnumerable<SearchHit> Hits(MemoryThread thread, SearchQuery query)
    {
        for (var index = 0; index < thread.Lines.Count; index++)
        {
            using var json = JsonDocument.Parse(thread.Lines[index].Payload);
            var text = TextsOf(thread.Lines[index], json.RootElement).FirstOrDefault(text => text.Contains(query.Term, StringComparison.OrdinalIgnoreCase));
            if (text is not null)
            {
                var at = text.IndexOf(query.Term, StringComparison.OrdinalIgnoreCase);
                var start = Math.Max(0, at - query.SnippetRadius);
                var end = Math.Min(text.Length, at + query.Term.Length + query.SnippetRadius);
                yield return new SearchHit
                {
                    Thread = thread.Id,
                    Row = RowOf(thread),
                    Offset = index,
                    Snippet = string.Concat(text[start..end].Select(static c => char.IsControl(c) ? ' ' : c)),
                    MatchStart = at - start,
                    MatchLength = query.Term.Length,
                };
            }
        }
    }

    private static IEnumerable<string> TextsOf(MemoryLine line, JsonElement payload) => line.TypeName switch
    {
        "compacted" => payload.Text("message") is { } message ? [message] : [],
        "event_msg" when s_shown.Contains(payload.Text("type") ?? "") => TextsIn(payload),
        "response_item" when s_shown.Contains(payload.Text("type") ?? "") && payload.Text("role") is null or "user" or "assistant" => TextsIn(payload),
        _ => [],
    };

    private static IEnumerable<string> TextsIn(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(TextsIn),
        JsonValueKind.Object => value.EnumerateObject().Where(static property => s_textKeys.Contains(property.Name)).SelectMany(static property => TextsIn(property.Value)),
        _ => [],
    };
}
