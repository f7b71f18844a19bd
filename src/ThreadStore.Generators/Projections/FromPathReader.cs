using System;
using System.Collections.Generic;

namespace ThreadStore.Generators.Projections;

/// <summary>Reads the text of a path once, from left to right, and stops at the first character that cannot be part of one.</summary>
internal sealed class FromPathReader
{
    private readonly string _text;
    private int _at;

    public FromPathReader(string text) => _text = text;

    /// <summary>What is wrong; null when nothing is.</summary>
    public PathError? Error { get; private set; }

    private bool HasFailed => Error is not null;

    private char Current => _at < _text.Length ? _text[_at] : '\0';

    /// <summary>The path; worth nothing when there is an error.</summary>
    public FromPath Read()
    {
        var type = TrySkip('*') ? FromPath.EveryLine : Word(IsTypeCharacter, "a line type of lower-case letters, digits and '_', or '*'");
        var payloadType = type != FromPath.EveryLine && TrySkip('/') ? Word(IsPayloadTypeCharacter, "a payload type") : "";
        var conditions = type != FromPath.EveryLine && TrySkip('?') ? Conditions() : [];
        var source = PathSource.None;
        List<string> keys = [];
        PathArray? array = null;
        if (!HasFailed && TrySkip(':'))
        {
            source = Source(type);
            array = source == PathSource.Payload ? Value(keys) : null;
        }

        if (!HasFailed && _at < _text.Length)
        {
            Fail(type == FromPath.EveryLine && Current is '/' or '?'
                ? "'*' takes no payload type and no condition"
                : $"'{Current}' cannot stand here");
        }

        return new FromPath(type, payloadType, new(conditions), source, new(keys), array);
    }

    private static bool IsTypeCharacter(char c) => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_';

    private static bool IsPayloadTypeCharacter(char c) => IsKeyCharacter(c) || c == '.';

    private static bool IsKeyCharacter(char c) => IsTypeCharacter(c) || c is (>= 'A' and <= 'Z') or '-';

    // As JSON writes it: anything else is a string, so that "007" can be asked for.
    private static bool IsInteger(string text)
    {
        var digits = text[0] == '-' ? text.Substring(1) : text;
        if (digits.Length == 0 || (digits.Length > 1 && digits[0] == '0'))
        {
            return false;
        }

        foreach (var c in digits)
        {
            if (c is < '0' or > '9')
            {
                return false;
            }
        }

        return true;
    }

    private PathSource Source(string type)
    {
        var start = _at;
        if (TrySkip('@'))
        {
            switch (Word(IsTypeCharacter, "'timestamp' or 'ordinal'"))
            {
                case "timestamp":
                    return PathSource.LineTime;
                case "ordinal":
                    return PathSource.LineOrdinal;
                default:
                    Fail("only '@timestamp' and '@ordinal' are known of a line", start);
                    return PathSource.None;
            }
        }

        if (type == FromPath.EveryLine)
        {
            Fail("'*' gives '@timestamp', '@ordinal' or nothing");
        }

        return PathSource.Payload;
    }

    private List<PathCondition> Conditions()
    {
        List<PathCondition> conditions = [];
        do
        {
            conditions.Add(Condition());
        }
        while (!HasFailed && TrySkip('&'));
        return conditions;
    }

    private PathCondition Condition()
    {
        List<string> keys = [Key()];
        while (!HasFailed && TrySkip('.'))
        {
            keys.Add(Key());
        }

        if (HasFailed || !TrySkip('='))
        {
            return new PathCondition(new(keys), PathTest.Exists, "");
        }

        var start = _at;
        var value = Word(static c => c is not ('&' or ':' or '\0'), "a value");
        if (value.StartsWith("@", StringComparison.Ordinal))
        {
            if (value != "@thread")
            {
                Fail("only '@thread' can be asked for", start);
            }

            return new PathCondition(new(keys), PathTest.Thread, "");
        }

        var test = value.Length > 0 && IsInteger(value) ? PathTest.Number : PathTest.Text;
        return new PathCondition(new(keys), test, value);
    }

    private PathArray? Value(List<string> keys)
    {
        keys.Add(Key());
        while (!HasFailed)
        {
            if (TrySkip('['))
            {
                return Array();
            }

            if (!TrySkip('.'))
            {
                return null;
            }

            keys.Add(Key());
        }

        return null;
    }

    private PathArray Array()
    {
        var filterKey = "";
        var filterValue = "";
        if (!TrySkip(']'))
        {
            filterKey = Key();
            Expect('=');
            filterValue = Word(static c => c is not (']' or '\0'), "a value");
            Expect(']');
        }

        List<string> keys = [];
        while (!HasFailed && TrySkip('.'))
        {
            keys.Add(Key());
        }

        if (!HasFailed && Current == '[')
        {
            Fail("one step of a path can go through an array, not two");
        }

        if (!HasFailed && filterKey.Length > 0 && keys.Count == 0)
        {
            Fail("a key must say what is taken of the elements");
        }

        return new PathArray(filterKey, filterValue, new(keys));
    }

    private string Key() => Word(IsKeyCharacter, "a key of letters, digits, '_' and '-'");

    private string Word(Func<char, bool> belongs, string expected)
    {
        var start = _at;
        while (_at < _text.Length && belongs(Current))
        {
            _at++;
        }

        if (_at == start)
        {
            Fail($"{expected} is expected");
        }

        return _text.Substring(start, _at - start);
    }

    private void Expect(char c)
    {
        if (!HasFailed && !TrySkip(c))
        {
            Fail($"'{c}' is expected");
        }
    }

    private bool TrySkip(char c)
    {
        if (HasFailed || Current != c || _at >= _text.Length)
        {
            return false;
        }

        _at++;
        return true;
    }

    // The first thing that is wrong is what is said.
    private void Fail(string message, int? at = null) => Error ??= new PathError(at ?? _at, message);
}
