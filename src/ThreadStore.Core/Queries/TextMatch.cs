using System;
using System.Text;

namespace ThreadStore.Queries;

/// <summary>Looks for a text in the texts of rows. One per connection: its buffers stay. 0 B once they are large enough.</summary>
/// <remarks>Without case the comparison is that of <see cref="StringComparison.OrdinalIgnoreCase"/>: by code point, for all of Unicode, of no language.</remarks>
internal sealed class TextMatch
{
    private byte[] _utf8 = [];
    private char[] _sought = [];
    private char[] _text = [];
    private int _utf8Length;
    private int _soughtLength;
    private bool _isCased;

    /// <summary>Sets what is looked for.</summary>
    public void Seek(string text, bool isCased)
    {
        // By way of UTF-8, so that what is no character is U+FFFD here as it is in rows.
        Grow(ref _utf8, Encoding.UTF8.GetMaxByteCount(text.Length));
        _utf8Length = Encoding.UTF8.GetBytes(text, _utf8);
        Grow(ref _sought, _utf8Length);
        _soughtLength = Encoding.UTF8.GetChars(_utf8.AsSpan(0, _utf8Length), _sought);
        _isCased = isCased;
    }

    /// <summary>True when the text holds what is looked for.</summary>
    public bool IsIn(ReadOnlySpan<byte> utf8)
    {
        if (_isCased)
        {
            return utf8.IndexOf(_utf8.AsSpan(0, _utf8Length)) >= 0;
        }

        Grow(ref _text, utf8.Length);
        var length = Encoding.UTF8.GetChars(utf8, _text);
        return _text.AsSpan(0, length).Contains(_sought.AsSpan(0, _soughtLength), StringComparison.OrdinalIgnoreCase);
    }

    private static void Grow<T>(ref T[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = GC.AllocateUninitializedArray<T>(Math.Max(length, Math.Min(2 * buffer.Length, Array.MaxLength)));
        }
    }
}
