using System.Runtime.InteropServices;

namespace ThreadStore.Log;

/// <summary>The kernel's <c>struct statx</c>: unlike <c>struct stat</c> it has one layout on every architecture.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal readonly struct StatxBuffer
{
    private const int TypeMask = 0xF000;
    private const int RegularFile = 0x8000;
    private const int Directory = 0x4000;
    private const int SymbolicLink = 0xA000;

    [FieldOffset(16)]
    internal readonly uint LinkCount;

    [FieldOffset(20)]
    internal readonly uint Owner;

    [FieldOffset(28)]
    internal readonly ushort Mode;

    [FieldOffset(32)]
    internal readonly ulong Inode;

    [FieldOffset(40)]
    internal readonly long Length;

    [FieldOffset(136)]
    internal readonly uint DeviceMajor;

    [FieldOffset(140)]
    internal readonly uint DeviceMinor;

    internal bool IsRegularFile => (Mode & TypeMask) == RegularFile;

    internal bool IsSymbolicLink => (Mode & TypeMask) == SymbolicLink;

    internal bool IsDirectory => (Mode & TypeMask) == Directory;

    /// <summary>True when both describe one file.</summary>
    internal bool IsSameFile(in StatxBuffer other) =>
        Inode == other.Inode && DeviceMajor == other.DeviceMajor && DeviceMinor == other.DeviceMinor;
}
