using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ThreadStore.Simulation.Disk;
using ThreadStore.Sqlite;

namespace ThreadStore.Simulation.Sqlite;

/// <summary>
/// SQLite's own file system under the plan of a <see cref="Machine"/>: every open, read, write, sync and lock of a database in its home can
/// fail with any result code, be torn, or be the last one. https://sqlite.org/vfs.html
/// </summary>
/// <remarks>Registered as the default of the process, once: what the store opens goes through it. One machine at a time, one thread.</remarks>
internal static unsafe class FaultVfs
{
    private const int IoError = 10;
    private const int ShmUnlock = 1;
    private const int ShmExclusive = 8;
    private const int SharedLevel = 1;

    private static readonly Dictionary<int, OpenFile> s_open = [];
    private static Vfs* s_real;
    private static Vfs* s_own;
    private static IoMethods* s_methods;
    private static int s_lastFile;

    /// <summary>Whose databases these are.</summary>
    public static Machine? Machine { get; set; }

    /// <summary>Puts it in front of SQLite's own; for the rest of the process.</summary>
    public static void Register()
    {
        SqliteProvider.EnsureInitialised();
        s_real = sqlite3_vfs_find(null);
        s_own = (Vfs*)NativeMemory.AllocZeroed((nuint)sizeof(Vfs));
        *s_own = *s_real;
        s_own->Next = null;
        s_own->Name = (byte*)Marshal.StringToCoTaskMemUTF8("simulated");
        s_own->FileSize = s_real->FileSize + sizeof(ShimFile);
        s_own->Open = &Open;
        s_own->Delete = &Delete;
        s_own->Sleep = &Sleep;
        s_methods = (IoMethods*)NativeMemory.AllocZeroed((nuint)sizeof(IoMethods));
        *s_methods = new IoMethods
        {
            Version = 2,
            Close = &Close,
            Read = &Read,
            Write = &Write,
            Truncate = &Truncate,
            Sync = &Sync,
            FileSize = &FileSize,
            Lock = &Lock,
            Unlock = &Unlock,
            CheckReservedLock = &CheckReservedLock,
            FileControl = &FileControl,
            SectorSize = &SectorSize,
            DeviceCharacteristics = &DeviceCharacteristics,
            ShmMap = &ShmMap,
            ShmLock = &ShmLock,
            ShmBarrier = &ShmBarrier,
            ShmUnmap = &ShmUnmap,
        };
        if (sqlite3_vfs_register(s_own, 1) != 0)
        {
            throw new InvalidOperationException("SQLite does not take another file system");
        }
    }

    [DllImport("e_sqlite3")]
    private static extern Vfs* sqlite3_vfs_find(byte* name);

    [DllImport("e_sqlite3")]
    private static extern int sqlite3_vfs_register(Vfs* vfs, int makeDefault);

    private static File* RealOf(File* file) => (File*)((byte*)file + sizeof(ShimFile));

    private static OpenFile StateOf(File* file) => s_open[((ShimFile*)file)->Number];

    // What SQLite finds out by itself: a file or a page of a tree that is none. The bytes of a text carry no checksum.
    private static bool IsTreePage(byte first) => first is (byte)'S' or 2 or 5 or 10 or 13;

    // 0: go on; otherwise the result code.
    private static int Ask(File* file, Operation operation, int count, out bool isLast)
    {
        isLast = false;
        var state = StateOf(file);
        if (state.Machine is not { } machine)
        {
            return 0;
        }

        switch (machine.Begin(state.Boot, operation, state.Name, count, out var fault))
        {
            case Turn.Dead:
                return IoError;
            case Turn.DiesAfter:
                isLast = true;
                return 0;
            default:
                if (fault is { } failed)
                {
                    machine.Trace(operation, failed.Code);
                }

                return fault?.Code ?? 0;
        }
    }

    // For what leaves nothing on the disk, dying after it is dying.
    private static int AskOnly(File* file, Operation operation, int count)
    {
        var code = Ask(file, operation, count, out var isLast);
        if (isLast)
        {
            StateOf(file).Machine!.Die();
            return IoError;
        }

        return code;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(Vfs* vfs, byte* name, File* file, int flags, int* outFlags)
    {
        file->Methods = null;
        var path = Marshal.PtrToStringUTF8((nint)name);
        var machine = path is not null && Machine is { } owner && path.StartsWith(owner.Home + "/", StringComparison.Ordinal) ? owner : null;
        if (machine is not null)
        {
            switch (machine.Begin(machine.Boot, Operation.SqlOpen, Path.GetFileName(path)!, 0, out var fault))
            {
                case Turn.Works when fault is { } failed:
                    return failed.Code;
                case Turn.Works:
                    break;
                default:
                    machine.Die();
                    return IoError;
            }
        }

        var code = s_real->Open(s_real, name, RealOf(file), flags, outFlags);
        if (code == 0)
        {
            ((ShimFile*)file)->Number = ++s_lastFile;
            s_open.Add(s_lastFile, new OpenFile(machine, machine?.Boot ?? 0, Path.GetFileName(path) ?? ""));
            file->Methods = s_methods;
            machine?.Files.Opened(Path.GetFileName(path)!, Contents(RealOf(file)));
        }

        return code;
    }

    // By SQLite's own descriptor: closing another one of the same file would drop its locks.
    private static byte[] Contents(File* real)
    {
        long size;
        if (real->Methods->FileSize(real, &size) != 0)
        {
            return [];
        }

        var bytes = new byte[size];
        fixed (byte* buffer = bytes)
        {
            _ = size == 0 ? 0 : real->Methods->Read(real, buffer, (int)size, 0);
        }

        return bytes;
    }

    // A journal or a WAL that is done with.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Delete(Vfs* vfs, byte* name, int syncFolder)
    {
        var code = s_real->Delete(s_real, name, syncFolder);
        if (code == 0 && Marshal.PtrToStringUTF8((nint)name) is { } path && Machine is { } owner && path.StartsWith(owner.Home + "/", StringComparison.Ordinal))
        {
            owner.Files.Gone(Path.GetFileName(path));
        }

        return code;
    }

    // Time passes on the machine's clock, and nobody waits for it.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sleep(Vfs* vfs, int microseconds)
    {
        Machine?.Clock.Skip(TimeSpan.FromMicroseconds(microseconds));
        return microseconds;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Close(File* file)
    {
        var real = RealOf(file);
        s_open.Remove(((ShimFile*)file)->Number);
        return real->Methods is null ? 0 : real->Methods->Close(real);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Read(File* file, void* buffer, int count, long offset)
    {
        var code = AskOnly(file, Operation.SqlRead, count);
        var isBad = code == FaultPlan.BadPage;
        code = code == 0 || isBad ? RealOf(file)->Methods->Read(RealOf(file), buffer, count, offset) : code;
        if (isBad && code == 0 && IsTreePage(((byte*)buffer)[0]))
        {
            NativeMemory.Clear(buffer, (nuint)count);
        }

        return code;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(File* file, void* buffer, int count, long offset)
    {
        var code = Ask(file, Operation.SqlWrite, count, out var isLast);
        if (code != 0)
        {
            return code;
        }

        var state = StateOf(file);
        var done = isLast ? state.Machine!.TornAt(count) : count;
        if (done > 0)
        {
            code = RealOf(file)->Methods->Write(RealOf(file), buffer, done, offset);
            state.Durable?.Written(offset, done);
        }

        if (isLast)
        {
            state.Machine!.Die();
            return IoError;
        }

        return code;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Truncate(File* file, long length)
    {
        var code = AskOnly(file, Operation.SqlCut, 0);
        if (code == 0)
        {
            code = RealOf(file)->Methods->Truncate(RealOf(file), length);
            StateOf(file).Durable?.Cut(length);
        }

        return code;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sync(File* file, int flags)
    {
        var code = AskOnly(file, Operation.SqlSync, 0);
        if (code == 0 && StateOf(file).Durable is { } durable)
        {
            // What the platter holds from now on; the real file need not reach one.
            durable.Synced(Contents(RealOf(file)));
            var state = StateOf(file);
            state.Machine!.Files.NameSynced(state.Name);
        }

        return code;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FileSize(File* file, long* size) => RealOf(file)->Methods->FileSize(RealOf(file), size);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Lock(File* file, int level)
    {
        var code = AskOnly(file, level > SharedLevel ? Operation.SqlReserve : Operation.SqlLock, level);
        return code != 0 ? code : RealOf(file)->Methods->Lock(RealOf(file), level);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Unlock(File* file, int level) => RealOf(file)->Methods->Unlock(RealOf(file), level);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CheckReservedLock(File* file, int* result) => RealOf(file)->Methods->CheckReservedLock(RealOf(file), result);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FileControl(File* file, int operation, void* argument) => RealOf(file)->Methods->FileControl(RealOf(file), operation, argument);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int SectorSize(File* file) => RealOf(file)->Methods->SectorSize(RealOf(file));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int DeviceCharacteristics(File* file) => RealOf(file)->Methods->DeviceCharacteristics(RealOf(file));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ShmMap(File* file, int region, int size, int extend, void** mapped)
    {
        var code = AskOnly(file, Operation.SqlMap, region);
        return code != 0 ? code : RealOf(file)->Methods->ShmMap(RealOf(file), region, size, extend, mapped);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ShmLock(File* file, int offset, int count, int flags)
    {
        // Giving a lock back always works.
        var operation = offset == 0 && (flags & ShmExclusive) != 0 ? Operation.SqlReserve : Operation.SqlLock;
        var code = (flags & ShmUnlock) != 0 ? 0 : AskOnly(file, operation, flags);
        return code != 0 ? code : RealOf(file)->Methods->ShmLock(RealOf(file), offset, count, flags);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void ShmBarrier(File* file) => RealOf(file)->Methods->ShmBarrier(RealOf(file));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ShmUnmap(File* file, int delete) => RealOf(file)->Methods->ShmUnmap(RealOf(file), delete);

    private sealed record OpenFile(Machine? Machine, int Boot, string Name)
    {
        // A file of a boot that has ended belongs to nobody.
        public DurableFile? Durable => Machine is { } machine && machine.Boot == Boot && !machine.IsDead ? machine.Files.Find(Name) : null;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct File
    {
        public IoMethods* Methods;
    }

    // In front of SQLite's own structure, which begins right behind it.
    [StructLayout(LayoutKind.Sequential)]
    private struct ShimFile
    {
        public File Base;
        public long Number64;

        public int Number
        {
            readonly get => (int)Number64;
            set => Number64 = value;
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Vfs
    {
        public int Version;
        public int FileSize;
        public int MaxPath;
        public Vfs* Next;
        public byte* Name;
        public void* AppData;
        public delegate* unmanaged[Cdecl]<Vfs*, byte*, File*, int, int*, int> Open;
        public delegate* unmanaged[Cdecl]<Vfs*, byte*, int, int> Delete;
        public void* Access;
        public void* FullPathname;
        public void* DlOpen;
        public void* DlError;
        public void* DlSym;
        public void* DlClose;
        public void* Randomness;
        public delegate* unmanaged[Cdecl]<Vfs*, int, int> Sleep;
        public void* CurrentTime;
        public void* GetLastError;
        public void* CurrentTimeInt64;
        public void* SetSystemCall;
        public void* GetSystemCall;
        public void* NextSystemCall;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct IoMethods
    {
        public int Version;
        public delegate* unmanaged[Cdecl]<File*, int> Close;
        public delegate* unmanaged[Cdecl]<File*, void*, int, long, int> Read;
        public delegate* unmanaged[Cdecl]<File*, void*, int, long, int> Write;
        public delegate* unmanaged[Cdecl]<File*, long, int> Truncate;
        public delegate* unmanaged[Cdecl]<File*, int, int> Sync;
        public delegate* unmanaged[Cdecl]<File*, long*, int> FileSize;
        public delegate* unmanaged[Cdecl]<File*, int, int> Lock;
        public delegate* unmanaged[Cdecl]<File*, int, int> Unlock;
        public delegate* unmanaged[Cdecl]<File*, int*, int> CheckReservedLock;
        public delegate* unmanaged[Cdecl]<File*, int, void*, int> FileControl;
        public delegate* unmanaged[Cdecl]<File*, int> SectorSize;
        public delegate* unmanaged[Cdecl]<File*, int> DeviceCharacteristics;
        public delegate* unmanaged[Cdecl]<File*, int, int, int, void**, int> ShmMap;
        public delegate* unmanaged[Cdecl]<File*, int, int, int, int> ShmLock;
        public delegate* unmanaged[Cdecl]<File*, void> ShmBarrier;
        public delegate* unmanaged[Cdecl]<File*, int, int> ShmUnmap;
    }
}
