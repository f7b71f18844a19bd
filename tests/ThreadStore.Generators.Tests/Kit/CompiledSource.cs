using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Xunit;

namespace ThreadStore.Generators.Kit;

/// <summary>Generated code together with the source that asked for it, loaded so that a test can run it against the runtime in Core.</summary>
internal sealed class CompiledSource : IDisposable
{
    private readonly AssemblyLoadContext _context;

    private CompiledSource(AssemblyLoadContext context, Assembly assembly)
    {
        _context = context;
        Assembly = assembly;
    }

    /// <summary>What was loaded. Core is the test's own copy.</summary>
    public Assembly Assembly { get; }

    /// <summary>Emits and loads; fails on the first thing that the compiler finds.</summary>
    public static CompiledSource Load(GeneratorRun run)
    {
        run.AssertClean();
        using var image = new MemoryStream();
        var emitted = run.Output.Emit(image);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics.Where(static found => found.Severity == DiagnosticSeverity.Error)));
        image.Position = 0;
        var context = new AssemblyLoadContext(run.Output.AssemblyName, isCollectible: true);
        return new CompiledSource(context, context.LoadFromStream(image));
    }

    /// <summary>A public or internal static method as a delegate, so that calls are those of compiled code.</summary>
    public TDelegate Method<TDelegate>(string type, string name)
        where TDelegate : Delegate
    {
        const BindingFlags Static = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        return Assembly.GetType(type, throwOnError: true)!.GetMethod(name, Static)!.CreateDelegate<TDelegate>();
    }

    /// <inheritdoc/>
    public void Dispose() => _context.Unload();
}
