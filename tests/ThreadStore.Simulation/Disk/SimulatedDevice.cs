using System;
using System.IO;
using ThreadStore.Log;

namespace ThreadStore.Simulation.Disk;

/// <summary>The log's device on a machine that fails by plan and can die at any operation.</summary>
internal sealed class SimulatedDevice(Machine machine) : ILogDevice
{
    private readonly PosixLogDevice _disk = PosixLogDevice.Instance;
    private readonly string _home = machine.Home;
    private readonly int _boot = machine.Boot;

    public ILogFile? Open(string path, LogAccess access, out int errno)
    {
        ILogFile? opened = null;
        errno = Run(Operation.Open, path, () =>
        {
            opened = _disk.Open(path, access, out var failed);
            if (opened is not null && access is LogAccess.Create)
            {
                machine.Files.Made(Relative(path));
            }

            return failed;
        });
        if (errno != 0)
        {
            opened?.Dispose();
            return null;
        }

        return new SimulatedFile(machine, opened!, Relative(path), path);
    }

    public int CreateDirectory(string path) => Run(Operation.MakeFolder, path, () => _disk.CreateDirectory(path));

    public int SyncDirectory(string path) => Run(Operation.SyncFolder, path, () =>
    {
        var errno = _disk.SyncDirectory(path);
        if (errno == 0)
        {
            machine.Files.Synced(Relative(path));
        }

        return errno;
    });

    public int Delete(string path) => Run(Operation.Delete, path, () => Remove(path, () => _disk.Delete(path)));

    public int Delete(string root, string path) => Run(Operation.Delete, path, () => Remove($"{root}/{path}", () => _disk.Delete(root, path)));

    public int Move(string root, string from, string to) => Run(Operation.Move, from, () =>
    {
        var errno = _disk.Move(root, from, to);
        if (errno == 0)
        {
            machine.Files.Moved(from, to);
        }

        return errno;
    });

    public int Rename(string from, string to) => Run(Operation.Rename, from, () =>
    {
        var before = File.Exists(to) ? File.ReadAllBytes(to) : null;
        var errno = _disk.Rename(from, to);
        if (errno == 0)
        {
            machine.Files.Replacing(Relative(from), Relative(to), before);
        }

        return errno;
    });

    public int Link(string path, string newPath) => Run(Operation.Link, path, () =>
    {
        var errno = _disk.Link(path, newPath);
        if (errno == 0)
        {
            machine.Files.Linked(Relative(path), Relative(newPath), path);
        }

        return errno;
    });

    public long GetLength(string path, out int errno)
    {
        long length = -1;
        errno = Run(Operation.Length, path, () =>
        {
            length = _disk.GetLength(path, out var failed);
            return failed;
        });
        return errno == 0 ? length : -1;
    }

    private int Remove(string path, Func<int> remove)
    {
        var bytes = File.Exists(path) ? File.ReadAllBytes(path) : [];
        var errno = remove();
        if (errno == 0)
        {
            machine.Files.Removing(Relative(path), bytes);
        }

        return errno;
    }

    private int Run(Operation operation, string path, Func<int> work)
    {
        switch (machine.Begin(_boot, operation, Relative(path), 0, out var fault))
        {
            case Turn.Dead:
                return Libc.EIO;
            case Turn.DiesAfter:
                work();
                machine.Die();
                return Libc.EIO;
            default:
                var result = fault is null || fault.Value.Bytes < 0 ? work() : 0;
                result = fault is { } failed && (failed.Code != 0 || failed.Bytes >= 0) ? failed.Code : result;
                machine.Trace(operation, result);
                return result;
        }
    }

    private string Relative(string path) => path.StartsWith(_home + "/", StringComparison.Ordinal) ? path[(_home.Length + 1)..] : path;
}
