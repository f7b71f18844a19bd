namespace ThreadStore.Generators.Internal;

/// <summary>What a parser made of a declaration: a model to emit, and what is wrong with the declaration.</summary>
internal sealed record Result<TModel>(TModel? Value, EquatableArray<DiagnosticInfo> Diagnostics)
    where TModel : class;
