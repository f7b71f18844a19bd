using System;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ThreadStore.Items;

/// <content>The steps that the verbs are made of.</content>
public ref partial struct JsonCursor
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly bool NameEqualsSlow(ReadOnlySpan<byte> name) => _nameLength != 0 && JsonEscape.TextEquals(RawName, name);

    private readonly JsonTokenType TypeAt(int at) => (uint)at >= (uint)_json.Length ? JsonTokenType.None : _json[at] switch
    {
        (byte)'"' => JsonTokenType.String,
        (byte)'{' => JsonTokenType.StartObject,
        (byte)'[' => JsonTokenType.StartArray,
        (byte)'t' => JsonTokenType.True,
        (byte)'f' => JsonTokenType.False,
        (byte)'n' => JsonTokenType.Null,
        _ => JsonTokenType.Number,
    };

    /// <summary>To the first byte of the next member; false, and past the object or array, when there is none.</summary>
    private bool NextMember(byte closer)
    {
        if (_place == Place.Value)
        {
            Skip();
        }

        if (_place is Place.Broken or Place.End)
        {
            return false;
        }

        var token = NextToken();
        if (token == closer)
        {
            _at++;
            Pop();
            return false;
        }

        if (_place == Place.After)
        {
            if (token != ',')
            {
                return Break();
            }

            _at++;
            NextToken();
        }

        return true;
    }

    private bool Enter(byte opener)
    {
        if (_place != Place.Value)
        {
            return false;
        }

        if ((uint)_at >= (uint)_json.Length || _json[_at] != opener)
        {
            Skip();
            return false;
        }

        if (_depth == JsonSkipper.MaxDepth)
        {
            return Break();
        }

        Push(opener);
        return true;
    }

    private void Push(byte opener)
    {
        _kinds.Set(_depth++, opener == '{');
        _at++;
        _nameLength = 0;
        _place = Place.First;
    }

    private void Pop()
    {
        _depth--;
        _nameLength = 0;
        _place = _depth == 0 ? Place.End : Place.After;
    }

    private bool MoveAfter(int end)
    {
        if (end < 0)
        {
            return Break();
        }

        _at = end;
        _place = Place.After;
        return true;
    }

    private bool Break()
    {
        _nameLength = 0;
        _place = Place.Broken;
        return false;
    }

    /// <summary>Moves over white space, and says which byte is next; 0 at the end of the bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // three times per property: JsonCursorBench
    private byte NextToken()
    {
        if ((uint)_at < (uint)_json.Length)
        {
            var next = _json[_at];
            if (next > ' ')
            {
                return next;
            }
        }

        return NextTokenSlow();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private byte NextTokenSlow()
    {
        while (_at < _json.Length)
        {
            var next = _json[_at];
            if (next is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                return next;
            }

            _at++;
        }

        return 0;
    }

    [InlineArray(JsonSkipper.MaxDepth / 64)]
    private struct Kinds
    {
        private ulong _first;

        public readonly bool IsObject(int depth) => ((this[depth >> 6] >> (depth & 63)) & 1) != 0;

        public void Set(int depth, bool isObject)
        {
            ref var word = ref this[depth >> 6];
            var bit = 1UL << (depth & 63);
            word = isObject ? word | bit : word & ~bit;
        }
    }
}
