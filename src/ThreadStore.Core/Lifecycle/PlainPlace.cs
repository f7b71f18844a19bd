using System;
using ThreadStore.Log;

namespace ThreadStore.Lifecycle;

/// <summary>Whether a path below the home leads where it says: what is moved or removed is never reached through a symbolic link.</summary>
internal static class PlainPlace
{
    /// <summary>Checks every folder between the home and the file; one that is missing is no link.</summary>
    /// <exception cref="InvalidRequestException">One of them is something else than a folder.</exception>
    internal static void Check(LogHome home, string path)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            if (Libc.Stat($"{home.Directory}/{path[..slash]}", out var stat) == 0 && !stat.IsDirectory)
            {
                throw Refuse(path);
            }
        }
    }

    /// <summary>The error of a change that came upon something else than a folder on its way.</summary>
    internal static InvalidRequestException Refuse(string path) => new($"{path} does not lie in plain folders of the home: symbolic links are not followed");
}
