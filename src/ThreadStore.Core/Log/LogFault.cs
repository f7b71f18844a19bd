using System.Runtime.InteropServices;

namespace ThreadStore.Log;

/// <summary>Turns errno values into the store's errors.</summary>
internal static class LogFault
{
    /// <summary>A read failed: nothing was changed.</summary>
    internal static StorageFaultException Reading(int errno) =>
        new(StoragePart.Log, StorageOutcome.NotAccepted, null, errno, $"cannot read the rollout: {Text(errno)}");

    /// <summary>A verb of the log failed as its status says.</summary>
    internal static StorageFaultException Of(LogStatus status, ThreadId thread, long acceptedEnd)
    {
        Position? position = status.Outcome == StorageOutcome.Accepted ? new Position(thread, acceptedEnd) : null;
        return new StorageFaultException(StoragePart.Log, status.Outcome, position, status.Errno, $"the log of thread {thread} failed: {Text(status.Errno)}");
    }

    /// <summary>An append ended as its result says.</summary>
    internal static StorageFaultException Of(AppendResult result, ThreadId thread)
    {
        Position? position = result.Outcome == StorageOutcome.Accepted ? result.Position : null;
        return new StorageFaultException(StoragePart.Log, result.Outcome, position, result.ErrorCode, $"the log of thread {thread} failed: {Text(result.ErrorCode)}");
    }

    /// <summary>A file of a thread could not be moved or removed: what was done before stays, and doing it again goes on.</summary>
    internal static StorageFaultException Changing(string what, string path, int errno) =>
        new(StoragePart.Log, StorageOutcome.NotAccepted, null, errno, $"cannot {what} {path}: {Text(errno)}");

    /// <summary>A rollout could not be opened.</summary>
    internal static ThreadStoreException Opening(RolloutPath path, int errno) => errno switch
    {
        Libc.ENOENT or Libc.ENOTDIR => new ThreadNotFoundException(path.Id),
        Libc.EISDIR => new InvalidRequestException($"{path} is a directory, not a rollout"),
        Libc.ELOOP => new InvalidRequestException($"{path} is a symbolic link, not a rollout"),
        Libc.EINVAL => new InvalidRequestException($"{path} is not a regular file"),
        _ => new StorageFaultException(StoragePart.Log, StorageOutcome.NotAccepted, null, errno, $"cannot open {path}: {Text(errno)}"),
    };

    /// <summary>A folder may not be listed, or could not be just now: what lies in it is not known.</summary>
    internal static StorageFaultException Listing(string folder, int errno = Libc.EACCES) =>
        new(StoragePart.Log, StorageOutcome.NotAccepted, null, errno, $"the folder {folder} cannot be read: {Text(errno)}");

    /// <summary>The system's text for an errno.</summary>
    internal static string Text(int errno) => errno == 0 ? "its length is not what was written" : Marshal.GetPInvokeErrorMessage(errno);
}
