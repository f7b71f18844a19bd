using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;

namespace ThreadStore.Log;

/// <summary>
/// The names in one folder, by <c>readdir(3)</c>. It says of each entry what it is, where the platform's enumeration asks the file itself to find
/// out whether it is a link: in a home of many rollouts that costs as much as reading the index.
/// </summary>
internal static unsafe class FolderEntries
{
    // struct dirent of 64-bit Linux: inode (8), position (8), length (2), type (1), name.
    private const int TypeOffset = 18;
    private const int NameOffset = 19;

    private const byte UnknownType = 0;
    private const byte DirectoryType = 4;
    private const byte LinkType = 10;

    /// <summary>The names of its folders, or of what else lies in it. Symbolic links are neither.</summary>
    /// <param name="folder">The folder's path.</param>
    /// <param name="wantFolders">Folders, or everything else.</param>
    /// <param name="names">Gets the names, in no order; null when it is only to be seen whether there are any to get.</param>
    /// <returns>0, or the errno for which the folder could not be listed, or not to its end.</returns>
    internal static int Read(string folder, bool wantFolders, List<string>? names)
    {
        var stream = Libc.opendir(folder);
        if (stream == IntPtr.Zero)
        {
            return Marshal.GetLastPInvokeError();
        }

        try
        {
            while (names is not null)
            {
                var entry = Libc.readdir(stream);
                if (entry == null)
                {
                    return Marshal.GetLastPInvokeError();
                }

                // SAFETY: the entry is the stream's until the next call, and its name ends with a zero byte.
                var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry + NameOffset);
                if (name is not [(byte)'.'] and not [(byte)'.', (byte)'.'])
                {
                    Add(folder, entry[TypeOffset], Encoding.UTF8.GetString(name), wantFolders, names);
                }
            }

            return 0;
        }
        finally
        {
            _ = Libc.closedir(stream);
        }
    }

    private static void Add(string folder, byte type, string name, bool wantFolders, List<string> names)
    {
        // Some file systems do not say; then the file itself is asked, and one that is gone by now is nothing.
        var isFolder = type == DirectoryType;
        if (type == UnknownType)
        {
            if (Libc.Stat($"{folder}/{name}", out var stat) != 0 || stat.IsSymbolicLink)
            {
                return;
            }

            isFolder = stat.IsDirectory;
        }

        if (type != LinkType && isFolder == wantFolders)
        {
            names.Add(name);
        }
    }
}
