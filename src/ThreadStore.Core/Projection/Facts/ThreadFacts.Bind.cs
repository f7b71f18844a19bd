using System;
using System.Numerics;
using ThreadStore.Items;
using ThreadStore.Sqlite;

namespace ThreadStore.Projection;

/// <content>Binding: a delta's facts into the parameters of a statement.</content>
internal static partial class ThreadFacts
{
    /// <summary>
    /// Binds the facts that the delta has; all other parameters of the facts' part must be NULL, as they are after a reset. Serves the
    /// insert, the update, and, for a delta without facts, the touch.
    /// </summary>
    /// <returns>
    /// False when a long text could not be read again as it was observed: the log is no longer what the delta was made of, and the delta
    /// must be dropped.
    /// </returns>
    public static bool Bind(SqliteStatement statement, ThreadDelta delta, ITextSource texts)
    {
        if (delta.Has(FactMask.UpdatedAt))
        {
            statement.BindInt64(Parameter.UpdatedAt, delta.UpdatedAtMs);
        }

        return !delta.HasFacts || (BindTexts(statement, delta, texts) && BindNumbers(statement, delta));
    }

    private static bool BindNumbers(SqliteStatement statement, ThreadDelta delta)
    {
        BindIf(statement, delta, FactMask.CreatedAt, Parameter.CreatedAt, delta.CreatedAtMs);
        BindIf(statement, delta, FactMask.TurnAt, Parameter.TurnAt, delta.TurnAtMs);
        BindIf(statement, delta, FactMask.TokensUsed, Parameter.TokensUsed, delta.TokensUsed);
        BindIf(statement, delta, FactMask.Name, Parameter.NameAt, delta.NameAtMs);
        BindIf(statement, delta, FactMask.HistoryBaseThreadId, Parameter.HistoryBaseEnd, delta.HistoryBaseEnd);
        BindIf(statement, delta, FactMask.GitSha, Parameter.HasGitSha, 1);
        BindIf(statement, delta, FactMask.GitBranch, Parameter.HasGitBranch, 1);
        BindIf(statement, delta, FactMask.GitOriginUrl, Parameter.HasGitOriginUrl, 1);
        BindIf(statement, delta, FactMask.MemoryMode, Parameter.HasMemoryMode, 1);
        return true;
    }

    private static void BindIf(SqliteStatement statement, ThreadDelta delta, FactMask fact, int parameter, long value)
    {
        if (delta.Has(fact))
        {
            statement.BindInt64(parameter, value);
        }
    }

    private static bool BindTexts(SqliteStatement statement, ThreadDelta delta, ITextSource texts)
    {
        for (var left = (ulong)(delta.Present & FactMask.Texts); left != 0; left &= left - 1)
        {
            var fact = (TextFact)BitOperations.TrailingZeroCount(left);
            ref readonly var place = ref delta.Place(fact);
            if (place.Form == TextForm.Inline)
            {
                statement.BindText(Parameter.Of(fact), delta.Inline(fact));
            }
            else if (place.Form == TextForm.Held)
            {
                statement.BindText(Parameter.Of(fact), delta.Held);
            }
            else if (place.Form == TextForm.InLog && !TryBindFromLog(statement, delta, texts, fact, ref left))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryBindFromLog(SqliteStatement statement, ThreadDelta delta, ITextSource texts, TextFact fact, ref ulong left)
    {
        var place = delta.Place(fact);
        var text = texts.ReadLine(place.LineOffset, place.Length);
        if (text.Length != place.Length || !LineReader.TryReadObject(text, place.LineOffset, out var line))
        {
            return false;
        }

        var sink = Capture(in line, delta.Id, fact);
        var captured = sink.Captured;
        var isThere = !captured.IsEmpty;
        if (isThere)
        {
            statement.BindText(Parameter.Of(fact), captured);
            BindSameUserText(statement, delta, place, captured, fact, ref left);
        }

        sink.Dispose();
        return isThere;
    }

    /// <summary>A long user message is title, first message and preview at once: it is read and decoded once.</summary>
    private static void BindSameUserText(
        SqliteStatement statement, ThreadDelta delta, TextPlace place, ReadOnlySpan<byte> captured, TextFact fact, ref ulong left)
    {
        if ((TextFacts.Bit(fact) & FactMask.UserTexts) == FactMask.None)
        {
            return;
        }

        for (var other = fact + 1; other <= TextFact.FirstUserMessage; other++)
        {
            var bit = (ulong)TextFacts.Bit(other);
            if ((left & bit) != 0 && delta.Place(other) == place)
            {
                statement.BindText(Parameter.Of(other), captured);
                left &= ~bit;
            }
        }
    }
}
