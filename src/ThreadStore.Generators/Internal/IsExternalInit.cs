namespace System.Runtime.CompilerServices;

/// <summary>What the compiler looks for behind <c>init</c> and records; netstandard2.0 has none.</summary>
internal static class IsExternalInit;
