using System;
using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using ThreadStore.Items;

namespace ThreadStore.Benchmarks;

/// <summary>
/// What it costs to find one value in a payload: by the cursor and by the runtime's reader. The two of one question
/// may be compared with each other.
/// </summary>
public class JsonCursorBench
{
    private byte[] _tokenCount = [];
    private byte[] _sessionMeta = [];
    private byte[] _turnContext = [];

    /// <summary>Payloads of the shapes that Codex writes; both sides must find the same in them.</summary>
    [GlobalSetup]
    public void Write()
    {
        const string Usage = """{"input_tokens":10027,"cached_input_tokens":10,"cache_write_input_tokens":0,"output_tokens":12,"reasoning_output_tokens":3,"total_tokens":10039}""";
        _tokenCount = Encoding.UTF8.GetBytes($$$"""
            {"type":"token_count","info":{"total_token_usage":{{{Usage}}},"last_token_usage":{{{Usage}}},"model_context_window":258400},"rate_limits":{"limit_id":"codex","primary":null}}
            """);
        var text = new StringBuilder();
        while (text.Length < 20 * 1024)
        {
            text.Append("You are a coding agent. Use `apply_patch`, and say \\\"done\\\" when the work is done:\\n\\n- one step at a time\\n");
        }

        _sessionMeta = Encoding.UTF8.GetBytes($$$"""
            {"id":"01a1fcb7-7132-7b11-bcb0-144749e5c184","cwd":"/home/dev/proj","base_instructions":{"text":"{{{text}}}"},"history_mode":"paginated"}
            """);
        _turnContext = """
            {"turn_id":"01a1fcbb-e2bc-7931-8511-62dadec4f376","root_turn_id":"01a1fcbb-e2bc-7931-8511-62dadec4f376","disabled_plugin_ids":[],"cwd":"/home/dev/proj","approval_policy":"never","permission_profile":{"type":"disabled"},"model":"gpt-5","summary":"none"}
            """u8.ToArray();
        if (TotalTokensByCursor() != TotalTokensByReader() || BehindInstructionsByCursor() != BehindInstructionsByReader() || CwdByCursor() != CwdByReader())
        {
            throw new InvalidOperationException("the cursor and the reader differ");
        }
    }

    [Benchmark]
    public long TotalTokensByCursor()
    {
        var cursor = JsonCursor.OpenObject(_tokenCount);
        return Enter(ref cursor, "info"u8) && Enter(ref cursor, "total_token_usage"u8) && Find(ref cursor, "total_tokens"u8)
            && cursor.Take().TryGetInt64(out var total) ? total : -1;
    }

    [Benchmark]
    public long TotalTokensByReader()
    {
        var reader = JsonObject.Open(_tokenCount);
        return EnterNamed(ref reader, "info"u8) && EnterNamed(ref reader, "total_token_usage"u8)
            && Find(ref reader, "total_tokens"u8) && reader.Read() && reader.TryGetInt64(out var total) ? total : -1;
    }

    [Benchmark]
    public int BehindInstructionsByCursor()
    {
        var cursor = JsonCursor.OpenObject(_sessionMeta);
        return Find(ref cursor, "history_mode"u8) ? cursor.Take().Bytes.Length : -1;
    }

    [Benchmark]
    public int BehindInstructionsByReader()
    {
        var reader = JsonObject.Open(_sessionMeta);
        return Find(ref reader, "history_mode"u8) && reader.Read() ? reader.ValueSpan.Length : -1;
    }

    [Benchmark]
    public int CwdByCursor()
    {
        var cursor = JsonCursor.OpenObject(_turnContext);
        return Find(ref cursor, "cwd"u8) ? cursor.Take().Bytes.Length : -1;
    }

    [Benchmark]
    public int CwdByReader()
    {
        var reader = JsonObject.Open(_turnContext);
        return Find(ref reader, "cwd"u8) && reader.Read() ? reader.ValueSpan.Length : -1;
    }

    private static bool Enter(ref JsonCursor cursor, ReadOnlySpan<byte> name) => Find(ref cursor, name) && cursor.EnterObject();

    private static bool Find(ref JsonCursor cursor, ReadOnlySpan<byte> name)
    {
        while (cursor.NextProperty())
        {
            if (cursor.NameEquals(name))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Find(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        while (JsonObject.Next(ref reader))
        {
            if (reader.ValueTextEquals(name))
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    private static bool EnterNamed(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        Find(ref reader, name) && reader.Read() && reader.TokenType == JsonTokenType.StartObject;
}
