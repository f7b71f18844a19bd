using System;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ThreadStore.Items;

/// <summary>
/// Reads a JSON payload forward only, and of it only what it is asked for: the rest is skipped 64 bytes at a time. Throws nothing and allocates nothing,
/// whatever the bytes are.
/// </summary>
/// <remarks>
/// Public because generated code in other assemblies calls it; it is not meant to be used by hand.
/// The cursor stands before the first member of an object or array, on a member's value, or after one. A value that is neither taken,
/// entered nor skipped is skipped by the next move.
/// What is entered or taken is checked as a JSON reader checks it: names, commas, colons, numbers, literals, strings with their escapes. What
/// is skipped, and the inside of an object or array that is taken, is checked for no more than is needed to find its end: strings are
/// closed and hold no raw control bytes, braces and brackets match in kind, no more than 256 are open at once; their escapes, and all
/// that stands between strings, may be no JSON. Bytes after the end of what was opened are not looked at.
/// </remarks>
public ref partial struct JsonCursor
{
    private readonly ReadOnlySpan<byte> _json;
    private readonly JsonKernel _kernel;

    private Place _place;
    private bool _isNameEscaped;
    private int _at;            // the next byte to be read: on a value, its first
    private int _nameStart;
    private int _nameLength;    // with the closing quote; 0 when the cursor stands on no property
    private int _depth;         // of the objects and arrays that the cursor is in
    private Kinds _kinds;       // of the same, the outermost first: a bit that is set is an object

    private JsonCursor(ReadOnlySpan<byte> json, byte opener, JsonKernel kernel)
    {
        _json = json;
        _kernel = kernel;
        if (NextToken() == opener)
        {
            Push(opener);
        }
        else
        {
            Break();
        }
    }

    // In the order in which they are asked for.
    private enum Place : byte
    {
        /// <summary>The bytes are no JSON.</summary>
        Broken,

        /// <summary>Behind what was opened.</summary>
        End,

        /// <summary>Before the first member of an object or array.</summary>
        First,

        /// <summary>After a member of an object or array.</summary>
        After,

        /// <summary>On the value of a property or on an element.</summary>
        Value,
    }

    /// <summary>True when the bytes are no JSON as far as they were read. From then on every verb says false, or nothing.</summary>
    public readonly bool IsBroken => _place == Place.Broken;

    /// <summary>The name of the property whose value the cursor stands on, as it is spelled; empty when it stands on none.</summary>
    public readonly ReadOnlySpan<byte> RawName => _nameLength == 0 ? default : _json.Slice(_nameStart, _nameLength - 1);

    /// <summary>The kind of the value that the cursor stands on, by its first byte; None when it stands on none.</summary>
    internal readonly JsonTokenType ValueType => _place == Place.Value ? TypeAt(_at) : JsonTokenType.None;

    /// <summary>Into the object that the bytes begin with; broken when they begin with none.</summary>
    public static JsonCursor OpenObject(ReadOnlySpan<byte> json) => OpenObject(json, JsonSkipper.Best);

    /// <summary>Into the array that the bytes begin with; broken when they begin with none.</summary>
    public static JsonCursor OpenArray(ReadOnlySpan<byte> json) => OpenArray(json, JsonSkipper.Best);

    /// <summary>To the next property's value; false at the object's end, and the cursor then stands behind the object, in what is around it.</summary>
    public bool NextProperty()
    {
        if (!NextMember((byte)'}'))
        {
            return false;
        }

        if ((uint)_at >= (uint)_json.Length || _json[_at] != '"')
        {
            return Break();
        }

        var start = _at + 1;
        var end = JsonSkipper.ReadString(_json, start, _kernel, out _isNameEscaped);
        if (end < 0)
        {
            return Break();
        }

        _at = end;
        if (NextToken() != ':')
        {
            return Break();
        }

        _at++;
        NextToken();
        _nameStart = start;
        _nameLength = end - start;
        _place = Place.Value;
        return true;
    }

    /// <summary>True when the property has that name.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // a constant name's length and bytes are compared without a call: JsonCursorBench
    public readonly bool NameEquals(ReadOnlySpan<byte> name) => _nameLength == name.Length + 1 && !_isNameEscaped
        ? _json.Slice(_nameStart, name.Length).SequenceEqual(name)
        : _isNameEscaped && NameEqualsSlow(name);

    /// <summary>To the next element; false at the array's end, and the cursor then stands behind the array, in what is around it.</summary>
    public bool NextElement()
    {
        if (!NextMember((byte)']'))
        {
            return false;
        }

        _place = Place.Value;
        return true;
    }

    /// <summary>Into the value if it is an object; any other value is skipped.</summary>
    public bool EnterObject() => Enter((byte)'{');

    /// <summary>Into the value if it is an array; any other value is skipped.</summary>
    public bool EnterArray() => Enter((byte)'[');

    /// <summary>The value, and past it.</summary>
    public JsonSlice Take()
    {
        if (_place != Place.Value)
        {
            return default;
        }

        var start = _at;
        var isEscaped = false;
        var type = TypeAt(start);
        var end = type == JsonTokenType.String
            ? JsonSkipper.ReadString(_json, start + 1, _kernel, out isEscaped)
            : JsonSkipper.Skip(_json, start, JsonSkipper.MaxDepth - _depth, _kernel);
        return MoveAfter(end) ? new JsonSlice(type, _json[start..end], isEscaped) : default;
    }

    /// <summary>Past the value.</summary>
    public void Skip()
    {
        if (_place == Place.Value)
        {
            MoveAfter(JsonSkipper.Skip(_json, _at, JsonSkipper.MaxDepth - _depth, _kernel));
        }
    }

    /// <summary>Past the rest of the object or array that the cursor is in.</summary>
    public void SkipRest()
    {
        if (_depth == 0 || _place == Place.Broken)
        {
            return;
        }

        var opener = _kinds.IsObject(_depth - 1) ? (byte)'{' : (byte)'[';
        if (MoveAfter(JsonSkipper.SkipRest(_json, _at, opener, JsonSkipper.MaxDepth - _depth + 1, _kernel)))
        {
            Pop();
        }
    }

    /// <summary>The same by a variant of choice.</summary>
    internal static JsonCursor OpenObject(ReadOnlySpan<byte> json, JsonKernel kernel) => new(json, (byte)'{', kernel);

    /// <inheritdoc cref="OpenObject(ReadOnlySpan{byte}, JsonKernel)"/>
    internal static JsonCursor OpenArray(ReadOnlySpan<byte> json, JsonKernel kernel) => new(json, (byte)'[', kernel);
}
