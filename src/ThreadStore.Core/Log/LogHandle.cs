using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ThreadStore.Log;

/// <summary>An open descriptor of the log. A call in flight keeps it open, so its number cannot be reused under that call.</summary>
internal sealed class LogHandle : SafeHandleMinusOneIsInvalid
{
    public LogHandle()
        : base(ownsHandle: true)
    {
    }

    internal LogHandle(int descriptor)
        : base(ownsHandle: true) => SetHandle(descriptor);

    /// <summary>Opens a path; null and an errno when that fails.</summary>
    internal static LogHandle? Open(string path, int flags, uint mode, out int errno)
    {
        while (true)
        {
            var descriptor = Libc.open(path, flags | Libc.O_CLOEXEC, mode);
            if (descriptor >= 0)
            {
                errno = 0;
                return new LogHandle(descriptor);
            }

            errno = Marshal.GetLastPInvokeError();
            if (errno != Libc.EINTR)
            {
                return null;
            }
        }
    }

    /// <summary>Opens a name in an open directory; null and an errno when that fails.</summary>
    internal static LogHandle? OpenAt(LogHandle folder, string name, int flags, out int errno)
    {
        while (true)
        {
            var descriptor = Libc.openat(folder, name, flags | Libc.O_CLOEXEC, 0);
            if (descriptor >= 0)
            {
                errno = 0;
                return new LogHandle(descriptor);
            }

            errno = Marshal.GetLastPInvokeError();
            if (errno != Libc.EINTR)
            {
                return null;
            }
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Libc.close((int)handle) == 0;
}
