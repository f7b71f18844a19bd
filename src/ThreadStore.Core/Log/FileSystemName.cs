using System;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;

namespace ThreadStore.Log;

/// <summary>What kind of file system a path is on, by the name under which it is mounted.</summary>
internal static unsafe partial class FileSystemName
{
    private const long Fuse = 0x65735546;
    private const string MountTable = "/proc/self/mountinfo";

    /// <summary>
    /// The name, as <c>nfs</c> or <c>ext4</c>; of FUSE with its kind, as <c>fuse.sshfs</c>, as far as the mount table tells; of one that is not
    /// known here its number. A path that is not there yet is where its nearest folder is.
    /// </summary>
    internal static string Of(string path)
    {
        var folder = Path.GetFullPath(path);
        Buffer status;
        while (statfs(folder, &status) != 0)
        {
            if (Path.GetDirectoryName(folder) is not { } parent)
            {
                return "unknown";
            }

            folder = parent;
        }

        // 32 bits everywhere, whatever the width of the field.
        var type = status.Type & uint.MaxValue;
        return type == Fuse ? OfFuse(folder) : Of(type);
    }

    /// <summary>The name of a number that <c>statfs</c> gives.</summary>
    internal static string Of(long type) => type switch
    {
        0x6969 => "nfs",
        0x517B => "smb",
        0xFF534D42 => "cifs",
        0xFE534D42 => "smb2",
        0x5346414F or 0x6B414653 => "afs",
        0x73757245 => "coda",
        0x564C => "ncpfs",
        0x0BD00BD0 => "lustre",
        0x00C36400 => "ceph",
        0x01021997 => "9p",
        0x01161970 => "gfs2",
        0x7461636F => "ocfs2",
        0x47504653 => "gpfs",
        0xAAD7AAEA => "panfs",
        0x19830326 => "beegfs",
        0x20030528 => "orangefs",
        0xBACBACBC => "vmhgfs",
        0x786F4256 => "vboxsf",
        0x7C7C6673 => "prl_fs",
        Fuse => "fuse",
        0xEF53 => "ext4",
        0x58465342 => "xfs",
        0x9123683E => "btrfs",
        0x2FC12FC1 => "zfs",
        0xF2F52010 => "f2fs",
        0xCA451A4E => "bcachefs",
        0x01021994 => "tmpfs",
        0x858458F6 => "ramfs",
        0x794C7630 => "overlay",
        _ => $"0x{type.ToString("x", CultureInfo.InvariantCulture)}",
    };

    /// <summary>The kind of the mount of a device, in the text of a mount table; null when it is not in it.</summary>
    /// <param name="mounts">The lines of <c>/proc/self/mountinfo</c>.</param>
    /// <param name="device">Major and minor number.</param>
    internal static string? OfMount(ReadOnlySpan<char> mounts, string device)
    {
        foreach (var range in mounts.Split('\n'))
        {
            // 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw
            var line = mounts[range];
            var separator = line.IndexOf(" - ", StringComparison.Ordinal);
            if (separator < 0)
            {
                continue;
            }

            var rest = line[(separator + 3)..];
            var end = rest.IndexOf(' ');
            if (end > 0 && Field(line, 2).SequenceEqual(device))
            {
                return rest[..end].ToString();
            }
        }

        return null;
    }

    // All of them have one number; who mounts them says in the table what they are.
    private static string OfFuse(string folder)
    {
        try
        {
            return Libc.Stat(folder, out var stat) == 0
                ? OfMount(File.ReadAllText(MountTable), string.Create(CultureInfo.InvariantCulture, $"{stat.DeviceMajor}:{stat.DeviceMinor}")) ?? "fuse"
                : "fuse";
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return "fuse";
        }
    }

    private static ReadOnlySpan<char> Field(ReadOnlySpan<char> line, int number)
    {
        for (; number > 0; number--)
        {
            line = line[(line.IndexOf(' ') + 1)..];
        }

        var end = line.IndexOf(' ');
        return end < 0 ? line : line[..end];
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statfs(string path, Buffer* status);

    /// <summary>The beginning of <c>struct statfs</c> on 64-bit machines, in more room than any of them needs.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 512)]
    private struct Buffer
    {
        [FieldOffset(0)]
        public long Type;
    }
}
