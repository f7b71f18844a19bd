using System;
using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ThreadStore.Items;

namespace ThreadStore.History;

/// <summary>What the lines that begin and end a turn say of it.</summary>
internal sealed class TurnFacts
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private string? _root;
    private long? _startedAt;
    private long? _completedAt;
    private long? _durationMs;
    private string? _error;
    private TurnStatus? _end;

    internal TurnFacts(string id) => Id = id;

    /// <summary>The turn's id.</summary>
    internal string Id { get; }

    /// <summary>The log says that it has ended.</summary>
    internal bool HasEnded => _end is not null;

    /// <summary>Takes a line that begins it: once it has ended, it cannot begin again.</summary>
    internal void Start(in TurnLine line)
    {
        if (_end is null)
        {
            _root = JsonField.Of(line.Payload, "root_turn_id"u8).Text() ?? _root;
            _startedAt = JsonField.Of(line.Payload, "started_at"u8).Number();
        }
    }

    /// <summary>Takes a line that ends it: the first one counts, and what it does not say is not known.</summary>
    internal void End(in TurnLine line)
    {
        if (_end is null)
        {
            EndAnew(line, JsonField.Of(line.Payload, "started_at"u8).Number());
        }
    }

    /// <summary>Takes a line that ends it in a legacy thread: the last one counts, but what was aborted stays so.</summary>
    internal void EndLegacy(in TurnLine line)
    {
        var aborted = _end == TurnStatus.Interrupted;
        EndAnew(line, JsonField.Of(line.Payload, "started_at"u8).Number() ?? _startedAt);
        _end = aborted ? TurnStatus.Interrupted : _end;
    }

    /// <summary>A turn that no event began is over as soon as it is there.</summary>
    internal void EndImplicit() => _end ??= TurnStatus.Completed;

    /// <summary>The turn as it is handed out.</summary>
    /// <param name="isRunning">Somebody may still be at it, if the log does not say that it has ended.</param>
    /// <param name="items">Its items.</param>
    internal ThreadTurn ToTurn(bool isRunning, System.Collections.Generic.IReadOnlyList<ThreadItem> items) => new()
    {
        Id = Id,
        RootId = _root,
        Status = _end ?? (isRunning ? TurnStatus.InProgress : TurnStatus.Interrupted),
        Error = _error,
        StartedAt = Time(_startedAt),
        CompletedAt = Time(_completedAt),
        Duration = _durationMs is { } milliseconds and >= 0 and < long.MaxValue / TimeSpan.TicksPerMillisecond ? TimeSpan.FromMilliseconds(milliseconds) : null,
        Items = items,
    };

    private void EndAnew(in TurnLine line, long? startedAt)
    {
        var error = JsonField.Of(line.Payload, "error"u8);
        var hasFailed = error.Type is not (JsonTokenType.None or JsonTokenType.Null);
        _end = line.Kind == TurnLineKind.Aborted ? TurnStatus.Interrupted : hasFailed ? TurnStatus.Failed : TurnStatus.Completed;
        _error = hasFailed ? ErrorOf(error.Raw()) : null;
        _root = JsonField.Of(line.Payload, "root_turn_id"u8).Text() ?? _root;
        _startedAt = startedAt;
        _completedAt = JsonField.Of(line.Payload, "completed_at"u8).Number();
        _durationMs = JsonField.Of(line.Payload, "duration_ms"u8).Number();
    }

    // Seconds that are no time of a calendar are none.
    private static DateTimeOffset? Time(long? seconds) =>
        seconds is >= -62_135_596_800 and <= 253_402_300_799 ? DateTimeOffset.FromUnixTimeSeconds(seconds.Value) : null;

    private static string? ErrorOf(ReadOnlySpan<byte> error)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, s_options);
        try
        {
            json.WriteStartObject();
            json.WriteString("message"u8, JsonField.Of(error, "message"u8).Text() ?? "");
            json.WritePropertyName("codexErrorInfo"u8);
            var info = JsonField.Of(error, "codex_error_info"u8).Raw();
            if (info.IsEmpty)
            {
                json.WriteNullValue();
            }
            else
            {
                CamelCase.WriteDeep(json, info);
            }

            json.WriteNull("additionalDetails"u8);
            json.WriteNull("misalignment"u8);
            json.WriteEndObject();
            json.Flush();
            return Encoding.UTF8.GetString(buffer.WrittenSpan);
        }
        catch (Exception bad) when (JsonObject.IsBadJson(bad))
        {
            return null;
        }
    }
}
