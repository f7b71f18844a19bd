namespace ThreadStore.Log;

/// <summary>How a file is opened.</summary>
internal enum LogAccess
{
    /// <summary>An existing file, for reading.</summary>
    Read,

    /// <summary>An existing file, for reading and appending.</summary>
    Append,

    /// <summary>A file that must not exist yet, for reading and appending; mode 0600.</summary>
    Create,
}

/// <summary>The disk under the log: the seam at which tests script faults.</summary>
internal interface ILogDevice
{
    /// <summary>Opens a regular file, never through a symbolic link; null and an errno on failure (EINVAL: neither a file nor a directory).</summary>
    public ILogFile? Open(string path, LogAccess access, out int errno);

    /// <summary>Makes one directory with mode 0700; 0 or an errno (EEXIST when it is there).</summary>
    public int CreateDirectory(string path);

    /// <summary>Waits until the directory's entries are on disk; 0 or an errno.</summary>
    public int SyncDirectory(string path);

    /// <summary>Removes a file; 0 or an errno.</summary>
    public int Delete(string path);

    /// <summary>
    /// Removes a file below a directory, never through a symbolic link below it; 0 or an errno (ENOTDIR or ELOOP for a link).
    /// </summary>
    /// <param name="root">The directory, absolute.</param>
    /// <param name="path">The file, relative to it.</param>
    public int Delete(string root, string path);

    /// <summary>
    /// Gives a file another name below a directory, in one step, never through a symbolic link below it and never over a file that is
    /// there; 0 or an errno (EEXIST).
    /// </summary>
    /// <param name="root">The directory, absolute.</param>
    /// <param name="from">The file, relative to it.</param>
    /// <param name="to">Its new name, relative to it.</param>
    public int Move(string root, string from, string to);

    /// <summary>Gives a file another name, in place of what had it; 0 or an errno.</summary>
    public int Rename(string from, string to);

    /// <summary>Gives a file a second name on the same file system, where nothing may be yet; 0 or an errno (EEXIST, EXDEV).</summary>
    public int Link(string path, string newPath);

    /// <summary>The length of a regular file by its path, or -1 and an errno.</summary>
    public long GetLength(string path, out int errno);
}
