using System.Diagnostics.CodeAnalysis;
using Xunit;

namespace ThreadStore.Interop.History;

/// <summary>The tests that share one <see cref="CodexSessions"/>.</summary>
[CollectionDefinition(Name)]
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "The framework's term.")]
public sealed class CodexSessionsDefinition : ICollectionFixture<CodexSessions>
{
    public const string Name = "Sessions of Codex";
}
