using Microsoft.CodeAnalysis.Text;
using ThreadStore.Generators.Internal;

namespace ThreadStore.Generators.Projections;

/// <summary>
/// Bodies that do nothing, for a type whose declaration is wrong: without them the compiler would add an error per property to the one
/// that says what is wrong.
/// </summary>
internal static class ProjectionStub
{
    private const string Runtime = "global::ThreadStore.Projection.";

    /// <summary>The type's file.</summary>
    public static SourceText Emit(ProjectionTarget target)
    {
        var writer = new SourceWriter();
        var bases = target.Type.CanImplement ? $" : {Runtime}IThreadProjection<{target.Type.FullName}>" : "";
        ProjectionEmitter.EmitFile(writer, target.Type, bases, () => EmitMembers(writer, target));
        return writer.ToSourceText();
    }

    private static void EmitMembers(SourceWriter writer, ProjectionTarget target)
    {
        foreach (var property in target.Properties)
        {
            var setter = property.Setter.Length == 0 ? "" : $" {property.Setter} {{ }}";
            writer.Line($"{property.Modifiers} {property.Type} {property.Name} {{ get => default!;{setter} }}\n");
        }

        if (target.Type.CanImplement)
        {
            EmitInterface(writer, target.Type.FullName);
        }

        writer.Line("public ref struct Delta;");
    }

    private static void EmitInterface(SourceWriter writer, string type) => writer.Line($$"""
        public static {{Runtime}}ProjectionSchema Schema => throw new global::System.NotSupportedException("The projection's declaration is wrong.");

        public static void Observe(ref {{Runtime}}FactSink sink) { }

        public static void Merge({{Runtime}}FactBlock older, {{Runtime}}FactBlock newer) { }

        public static void Bind(ref {{Runtime}}FactBinder binder) { }

        public static {{type}} Read({{Runtime}}FactRow row) => default;

        """);
}
