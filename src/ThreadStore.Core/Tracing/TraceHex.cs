using System;
using System.Buffers.Binary;

namespace ThreadStore.Tracing;

/// <summary>Lower-case hex of the wire formats: upper case is no hex here, as W3C says.</summary>
internal static class TraceHex
{
    /// <summary>The digits of one <see cref="ulong"/>.</summary>
    internal const int LongLength = 16;

    /// <summary>Reads up to 16 digits, most significant first.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> digits, out ulong value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            uint nibble;
            if (digit is >= (byte)'0' and <= (byte)'9')
            {
                nibble = (uint)(digit - '0');
            }
            else if (digit is >= (byte)'a' and <= (byte)'f')
            {
                nibble = (uint)(digit - 'a' + 10);
            }
            else
            {
                value = 0;
                return false;
            }

            value = (value << 4) | nibble;
        }

        return true;
    }

    /// <summary>Writes the 16 digits of a value.</summary>
    internal static void Write(ulong value, Span<byte> destination)
    {
        for (var i = LongLength - 1; i >= 0; i--)
        {
            destination[i] = Digit(value);
            value >>= 4;
        }
    }

    /// <summary>Writes the two digits of a byte.</summary>
    internal static void Write(byte value, Span<byte> destination)
    {
        destination[1] = Digit(value);
        destination[0] = Digit((ulong)value >> 4);
    }

    /// <summary>The bytes of an id as they are sent, as one number.</summary>
    internal static ulong FromBytes(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64BigEndian(bytes);

    private static byte Digit(ulong value) => "0123456789abcdef"u8[(int)(value & 0xf)];
}
