using System;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ThreadStore.Conformance.InMemory;

/// <summary>The first line of a thread that is created: who and where it is.</summary>
internal sealed record FirstLine(ThreadId Id, HistoryMode Mode, RolloutItem Line)
{
    public static FirstLine From(CreateThreadParams parameters, TimeProvider clock) =>
        parameters.SessionMeta is { } given ? Existing(parameters, given) : New(parameters, clock);

    private static FirstLine New(CreateThreadParams parameters, TimeProvider clock)
    {
        if (string.IsNullOrEmpty(parameters.Cwd) || !Path.IsPathFullyQualified(parameters.Cwd))
        {
            throw new InvalidRequestException("a thread needs an absolute cwd");
        }

        if (parameters.MemoryMode is not (null or "enabled" or "disabled") || !Enum.IsDefined(parameters.HistoryMode))
        {
            throw new InvalidRequestException("memory mode or history mode is not one of the two");
        }

        var id = parameters.Id ?? ThreadId.New(clock);
        var meta = new JsonObject
        {
            ["id"] = id.ToString(),
            ["timestamp"] = (parameters.CreatedAt ?? clock.GetUtcNow()).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["cwd"] = parameters.Cwd,
            ["originator"] = parameters.Originator,
            ["cli_version"] = parameters.CliVersion,
            ["source"] = parameters.Source,
            ["thread_source"] = parameters.ThreadSource,
            ["model_provider"] = parameters.ModelProvider,
            ["memory_mode"] = parameters.MemoryMode,
            ["history_mode"] = parameters.HistoryMode is HistoryMode.Paginated ? "paginated" : "legacy",
            ["forked_from_id"] = parameters.ForkedFrom?.ToString(),
            ["parent_thread_id"] = parameters.Parent?.ToString(),
        };
        if (parameters.Git is { } git)
        {
            meta["git"] = new JsonObject { ["commit_hash"] = git.Sha, ["branch"] = git.Branch, ["repository_url"] = git.OriginUrl };
        }

        return new FirstLine(id, parameters.HistoryMode, new RolloutItem(ItemType.SessionMeta, Encoding.UTF8.GetBytes(meta.ToJsonString())));
    }

    private static FirstLine Existing(CreateThreadParams parameters, RolloutItem given)
    {
        if (!ItemType.SessionMeta.Equals(given.Type))
        {
            throw new InvalidRequestException("the first line of a thread must be a session_meta");
        }

        MemoryPolicy.Check(given.Type, given.Payload);
        using var json = JsonDocument.Parse(given.Payload);
        if (!ThreadId.TryParse(json.RootElement.Text("id"), out var id))
        {
            throw new InvalidRequestException("a session_meta payload must hold the thread's id");
        }

        if (parameters.Id is { } wanted && wanted != id)
        {
            throw new ConflictException($"the session_meta is of thread {id}, not of {wanted}");
        }

        return new FirstLine(id, json.RootElement.Text("history_mode") is "paginated" ? HistoryMode.Paginated : HistoryMode.Legacy, given);
    }
}
