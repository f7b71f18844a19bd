using System;
using System.Text;
using System.Text.Json;
using ThreadStore.Items;
using ThreadStore.Log;

namespace ThreadStore.Lifecycle;

/// <summary>Where a fork begins: a prefix of a log, and the number of the line after it.</summary>
/// <param name="Thread">Whose log: the parent's, or, when the last turn lies before the parent's own fork, that of one of its ancestors.</param>
/// <param name="Path">Where that log lies.</param>
/// <param name="End">The end of a line of it.</param>
/// <param name="NextOrdinal">What the fork's first line is numbered; 0 in a legacy thread.</param>
internal readonly record struct ForkPoint(ThreadId Thread, RolloutPath Path, long End, long NextOrdinal)
{
    // Forks of forks; also what ends a circle that somebody made by hand.
    private const int MaxDepth = 64;

    /// <summary>Finds the point that the parameters name.</summary>
    /// <param name="home">The home.</param>
    /// <param name="find">Where a thread's rollout lies; throws when it is nowhere.</param>
    /// <param name="parent">The thread that is forked.</param>
    /// <param name="parameters">What is asked for.</param>
    /// <exception cref="InvalidRequestException">The point is no end of a line, or there is no such turn, or it has not ended.</exception>
    /// <exception cref="ThreadStoreException">A log cannot be read.</exception>
    internal static ForkPoint Find(LogHome home, Func<ThreadId, RolloutPath> find, ThreadId parent, ForkThreadParams parameters)
    {
        if (parameters.At is not null && parameters.LastTurnId is not null)
        {
            throw new InvalidRequestException("a fork begins at a position or after a turn, not both");
        }

        var path = find(parent);
        using var file = home.OpenRead(path);
        var head = CheckHead(file, path, parent);
        if (parameters.LastTurnId is { } turn)
        {
            return AfterTurn(home, find, parent, turn);
        }

        var end = RolloutTail.LastLineEnd(file, 0, file.GetLengthOrThrow());
        return Numbered(file, parent, path, head.Mode, parameters.At is { } at ? CheckPlace(file, parent, at, end) : end);
    }

    private static RolloutHead CheckHead(ILogFile file, RolloutPath path, ThreadId thread)
    {
        var head = RolloutHead.Read(file, path);
        return head.Id == thread ? head : throw new ConflictException($"{path} is the file of another thread: {head.Id}");
    }

    private static long CheckPlace(ILogFile file, ThreadId parent, Position at, long end)
    {
        if (at.Thread != parent)
        {
            throw new InvalidRequestException($"the position is one of thread {at.Thread}, not of {parent}");
        }

        return at.Offset > 0 && at.Offset <= end && IsLineEnd(file, at.Offset)
            ? at.Offset
            : throw new InvalidRequestException($"no line of thread {parent} ends at offset {at.Offset}");
    }

    private static bool IsLineEnd(ILogFile file, long offset)
    {
        Span<byte> last = stackalloc byte[1];
        return file.ReadOrThrow(last, offset - 1) == 1 && last[0] == (byte)'\n';
    }

    // In the thread's own lines, then in the prefix that it continues, and so on.
    private static ForkPoint AfterTurn(LogHome home, Func<ThreadId, RolloutPath> find, ThreadId parent, string turn)
    {
        var thread = parent;
        var limit = long.MaxValue;
        var hasBegun = false;
        for (var depth = 0; depth < MaxDepth; depth++)
        {
            var path = find(thread);
            using var file = home.OpenRead(path);
            var head = CheckHead(file, path, thread);
            if (FindTurnEnd(file, turn, limit, ref hasBegun) is { } end)
            {
                return Numbered(file, thread, path, head.Mode, end);
            }

            if (HistoryBase.Read(file, thread) is not { } before)
            {
                break;
            }

            (thread, limit) = (before.Parent, before.End);
        }

        throw new InvalidRequestException(hasBegun ? $"turn {turn} of thread {parent} has not ended" : $"thread {parent} has no turn {turn}");
    }

    private static long? FindTurnEnd(ILogFile file, string turn, long limit, ref bool hasBegun)
    {
        var name = Encoding.UTF8.GetBytes(turn);
        using var reader = new RolloutReader(file, 0, limit, RolloutReader.MaxChunkBytes);
        LineStatus status;
        while ((status = reader.Read(out var line)) is not LineStatus.End)
        {
            // A turn's id has no escapes where a program writes it: most lines are told apart without parsing.
            if (status is LineStatus.Line && line.Kind is ItemKind.EventMsg && line.Payload.IndexOf(name) >= 0)
            {
                switch (TypeOf(line.Payload, turn))
                {
                    case "task_started":
                        hasBegun = true;
                        break;
                    case "task_complete" or "turn_aborted":
                        return reader.Consumed;
                    default:
                        break;
                }
            }
        }

        return null;
    }

    // The event's type, if it is one of that turn.
    private static string? TypeOf(ReadOnlySpan<byte> payload, string turn)
    {
        string? type = null;
        var isTurn = false;
        try
        {
            var reader = JsonObject.Open(payload);
            while (JsonObject.Next(ref reader))
            {
                var isType = reader.ValueTextEquals("type"u8);
                var isId = reader.ValueTextEquals("turn_id"u8);
                reader.Read();
                type = isType && reader.TokenType is JsonTokenType.String ? reader.GetString() : type;
                isTurn |= isId && reader.TokenType is JsonTokenType.String && reader.ValueTextEquals(turn);
                reader.Skip();
            }
        }
        catch (Exception malformed) when (JsonObject.IsBadJson(malformed))
        {
            return null;
        }

        return isTurn ? type : null;
    }

    // Journal lines at the end are the parent's own and carry no number: the prefix ends behind the last line that has one, so that the
    // fork's first line follows it for every reader.
    private static ForkPoint Numbered(ILogFile file, ThreadId thread, RolloutPath path, HistoryMode mode, long end)
    {
        if (mode is HistoryMode.Legacy)
        {
            return new ForkPoint(thread, path, end, 0);
        }

        using var reader = new BackwardRolloutReader(file, end);
        while (true)
        {
            var lineEnd = reader.Position;
            var status = reader.Read(out var line);
            if (status is LineStatus.End)
            {
                throw new InvalidRequestException($"no line of thread {thread} before offset {end} has an ordinal");
            }

            if (status is LineStatus.Line && line.Ordinal is not Line.NoOrdinal and not long.MaxValue)
            {
                return new ForkPoint(thread, path, IsLineEnd(file, lineEnd) ? lineEnd : end, line.Ordinal + 1);
            }
        }
    }
}
