namespace ThreadStore;

/// <summary>One file that a delete removed, or would remove.</summary>
/// <param name="RelativePath">Its path, relative to the home.</param>
/// <param name="Bytes">Its length.</param>
public readonly record struct DeletedFile(string RelativePath, long Bytes);
