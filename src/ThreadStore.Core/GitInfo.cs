namespace ThreadStore;

/// <summary>The state of the working copy that a thread was started in.</summary>
/// <param name="Sha">The commit, or null when unknown.</param>
/// <param name="Branch">The branch, or null when unknown.</param>
/// <param name="OriginUrl">The URL of the remote <c>origin</c>, without credentials, or null when unknown.</param>
public sealed record GitInfo(string? Sha, string? Branch, string? OriginUrl);
