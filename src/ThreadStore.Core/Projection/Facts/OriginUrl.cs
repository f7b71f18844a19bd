using System;

namespace ThreadStore.Projection;

/// <summary>Takes the credentials out of a repository's address before it is stored.</summary>
internal static class OriginUrl
{
    /// <summary>Removes the user part of an address in place and returns the new length; of an ssh address only the password.</summary>
    public static int StripCredentials(Span<byte> url)
    {
        var scheme = url.IndexOf("://"u8);
        if (scheme < 0)
        {
            return url.Length;
        }

        var start = scheme + 3;
        var authority = url[start..];
        var end = authority.IndexOfAny((byte)'/', (byte)'?', (byte)'#');
        authority = end < 0 ? authority : authority[..end];
        var at = authority.LastIndexOf((byte)'@');
        if (at < 0)
        {
            return url.Length;
        }

        // The user of an ssh address is part of how to reach it, and no secret.
        if (url[..scheme].EndsWith("ssh"u8))
        {
            var colon = authority[..at].IndexOf((byte)':');
            return colon < 0 ? url.Length : Remove(url, start + colon, at - colon);
        }

        return Remove(url, start, at + 1);
    }

    private static int Remove(Span<byte> text, int at, int length)
    {
        text[(at + length)..].CopyTo(text[at..]);
        return text.Length - length;
    }
}
