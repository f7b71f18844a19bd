using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace ThreadStore.Sqlite;

/// <summary>
/// The functions of SQLite that are called for every column and parameter, by their addresses: the binding counts references to the statement
/// around each of its calls, which costs more than what the call does (docs/adr/0021).
/// </summary>
/// <remarks>
/// They are those of the very library that the host's provider has loaded: the library is found by the address of a string in it, and must give
/// the same address when it is asked itself. A second copy of SQLite in the process would break the locks of the first. Where that cannot be shown,
/// as with a library that is linked into the program, all calls go through the binding.
/// </remarks>
internal static unsafe partial class SqliteFunctions
{
    /// <summary>The addresses below may be called.</summary>
    internal static readonly bool AreFound;

    // These take nanoseconds, so the collector may wait for them.
    internal static readonly delegate* unmanaged[SuppressGCTransition]<IntPtr, int, long> ColumnInt64;
    internal static readonly delegate* unmanaged[SuppressGCTransition]<IntPtr, int, int> ColumnType;
    internal static readonly delegate* unmanaged[SuppressGCTransition]<IntPtr, int, byte*> ColumnBlob;
    internal static readonly delegate* unmanaged[SuppressGCTransition]<IntPtr, int, int> ColumnBytes;
    internal static readonly delegate* unmanaged[SuppressGCTransition]<IntPtr, int, long, int> BindInt64;

    // These copy, free, read or write as much as there is.
    internal static readonly delegate* unmanaged<IntPtr, int, byte*, int, IntPtr, int> BindText;
    internal static readonly delegate* unmanaged<IntPtr, int, byte*, int, IntPtr, int> BindBlob;
    internal static readonly delegate* unmanaged<IntPtr, int> Step;
    internal static readonly delegate* unmanaged<IntPtr, int> Reset;
    internal static readonly delegate* unmanaged<IntPtr, int> ClearBindings;

    static SqliteFunctions()
    {
        if (!TryFindLibrary(out var library))
        {
            return;
        }

        ColumnInt64 = (delegate* unmanaged[SuppressGCTransition]<IntPtr, int, long>)Find(library, "sqlite3_column_int64");
        ColumnType = (delegate* unmanaged[SuppressGCTransition]<IntPtr, int, int>)Find(library, "sqlite3_column_type");
        ColumnBlob = (delegate* unmanaged[SuppressGCTransition]<IntPtr, int, byte*>)Find(library, "sqlite3_column_blob");
        ColumnBytes = (delegate* unmanaged[SuppressGCTransition]<IntPtr, int, int>)Find(library, "sqlite3_column_bytes");
        BindInt64 = (delegate* unmanaged[SuppressGCTransition]<IntPtr, int, long, int>)Find(library, "sqlite3_bind_int64");
        BindText = (delegate* unmanaged<IntPtr, int, byte*, int, IntPtr, int>)Find(library, "sqlite3_bind_text");
        BindBlob = (delegate* unmanaged<IntPtr, int, byte*, int, IntPtr, int>)Find(library, "sqlite3_bind_blob");
        Step = (delegate* unmanaged<IntPtr, int>)Find(library, "sqlite3_step");
        Reset = (delegate* unmanaged<IntPtr, int>)Find(library, "sqlite3_reset");
        ClearBindings = (delegate* unmanaged<IntPtr, int>)Find(library, "sqlite3_clear_bindings");
        AreFound = ColumnInt64 != null && ColumnType != null && ColumnBlob != null && ColumnBytes != null && BindInt64 != null
            && BindText != null && BindBlob != null && Step != null && Reset != null && ClearBindings != null;
    }

    /// <summary>Says that SQLite copies what it is given before the call returns.</summary>
    internal static IntPtr Transient => -1;

    /// <summary>Finds them, so that nobody's first call has to.</summary>
    internal static void Prepare() => RuntimeHelpers.RunClassConstructor(typeof(SqliteFunctions).TypeHandle);

    private static bool TryFindLibrary(out IntPtr library)
    {
        library = IntPtr.Zero;
        try
        {
            // SAFETY: the string is a constant of the library, which is never unloaded; dladdr writes one structure.
            fixed (byte* version = raw.sqlite3_libversion())
            {
                if (dladdr(version, out var info) == 0
                    || Marshal.PtrToStringUTF8(info.FileName) is not { Length: > 0 } path
                    || !NativeLibrary.TryLoad(path, out library))
                {
                    return false;
                }

                // The same file by the same name is the library that is loaded already; its own answer shows that it is.
                var ask = (delegate* unmanaged<byte*>)Find(library, "sqlite3_libversion");
                return ask != null && ask() == version;
            }
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            // A C library that keeps dladdr elsewhere.
            return false;
        }
    }

    private static IntPtr Find(IntPtr library, string name) => NativeLibrary.TryGetExport(library, name, out var address) ? address : IntPtr.Zero;

    [LibraryImport("libc")]
    private static partial int dladdr(byte* address, out DlInfo place);

    /// <summary>The C library's <c>Dl_info</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct DlInfo
    {
        internal readonly IntPtr FileName;
        internal readonly IntPtr FileBase;
        internal readonly IntPtr SymbolName;
        internal readonly IntPtr SymbolAddress;
    }
}
