using System;
using System.ComponentModel;
using ThreadStore.Buffers;
using ThreadStore.Items;
using ThreadStore.Sqlite;

namespace ThreadStore.Projection;

/// <summary>Maps a text before it is stored. Runs on the projector only; must be a function of its input alone.</summary>
/// <param name="text">The text, UTF-8.</param>
/// <param name="destination">Takes the result; at least as long as the text.</param>
/// <returns>How many bytes were written.</returns>
[EditorBrowsable(EditorBrowsableState.Never)]
public delegate int ViaText(ReadOnlySpan<byte> text, Span<byte> destination);

/// <summary>Puts the facts of a block into the parameters of a statement; a fact that is not there leaves its parameters NULL.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct FactBinder
{
    private readonly SqliteStatement _statement;
    private readonly FactBlock _facts;
    private readonly ProjectionTable _table;
    private readonly ThreadId _thread;
    private readonly ITextSource _texts;

    internal FactBinder(SqliteStatement statement, FactBlock facts, ProjectionTable table, ThreadId thread, ITextSource texts)
    {
        _statement = statement;
        _facts = facts;
        _table = table;
        _thread = thread;
        _texts = texts;
    }

    /// <summary>The facts that are there, one bit each.</summary>
    public readonly ulong Present => _facts.Present;

    /// <summary>
    /// True when a long text could not be read again as it was observed: the log is no longer what the delta was made of, and the delta
    /// must be dropped.
    /// </summary>
    internal bool IsLost { get; private set; }

    /// <summary>Binds a number, a time or a flag.</summary>
    public readonly void BindNumber(int fact, int parameter)
    {
        if (_facts.Has(fact) && !_facts.IsCleared(fact))
        {
            _statement.BindInt64(parameter, _facts.Number(fact));
        }
    }

    /// <summary>Binds a text.</summary>
    public void BindText(int fact, int text, int parameter) => BindText(fact, text, parameter, via: null);

    /// <summary>Binds a text as that method maps it. What the method throws away entirely is stored as the empty text: it was there.</summary>
    public void BindText(int fact, int text, int parameter, ViaText? via)
    {
        if (!_facts.Has(fact) || _facts.IsCleared(fact) || IsLost)
        {
            return;
        }

        ref readonly var place = ref _facts.Place(text);
        switch (place.Form)
        {
            case TextForm.Inline:
                Bind(parameter, _facts.Inline(text), via);
                break;
            case TextForm.Held:
                Bind(parameter, _facts.Held, via);
                break;
            default:
                BindFromLog(place, fact, parameter, via);
                break;
        }
    }

    /// <summary>Binds the time of an Explicit fact.</summary>
    public readonly void BindTime(int fact, int parameter) => BindIf(_facts.Has(fact), parameter, _facts.Time(fact));

    /// <summary>Binds 1 when the fact is there at all: a clear and an absence are both NULL.</summary>
    public readonly void BindPresence(int fact, int parameter) => BindIf(_facts.Has(fact), parameter, 1);

    /// <summary>Binds 1 when the value replaces whatever came first.</summary>
    public readonly void BindReplaced(int fact, int parameter) => BindIf(_facts.IsReplaced(fact), parameter, 1);

    private readonly void BindIf(bool condition, int parameter, long value)
    {
        if (condition)
        {
            _statement.BindInt64(parameter, value);
        }
    }

    private readonly void Bind(int parameter, scoped ReadOnlySpan<byte> text, ViaText? via)
    {
        if (via is null)
        {
            _statement.BindText(parameter, text);
            return;
        }

        var mapped = Scratch.Rent(text.Length);
        try
        {
            var length = via(text, mapped.AsSpan(0, Math.Max(text.Length, mapped.Length)));
            _statement.BindTextOrEmpty(parameter, mapped.AsSpan(0, length));
        }
        finally
        {
            Scratch.Return(mapped);
        }
    }

    private void BindFromLog(TextPlace place, int fact, int parameter, ViaText? via)
    {
        var text = _texts.ReadLine(place.LineOffset, place.Length);
        if (text.Length != place.Length || !LineReader.TryReadObject(text, place.LineOffset, out var line))
        {
            IsLost = true;
            return;
        }

        var sink = new FactSink(in line, _thread, fact, _facts.Layout);
        try
        {
            _ = TryObserve(ref sink);
            IsLost = sink.Captured.IsEmpty;
            if (!IsLost)
            {
                Bind(parameter, sink.Captured, via);
            }
        }
        finally
        {
            sink.Dispose();
        }
    }

    // A host's own method that throws at this line threw when it was observed, too, and was counted: what it gave before stands.
    private readonly bool TryObserve(ref FactSink sink)
    {
        try
        {
            _table.Observe(ref sink);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }
}
