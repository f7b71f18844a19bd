using System;
using System.IO;
using ThreadStore.Compare.Native;

namespace ThreadStore.Compare;

/// <summary>How one run is to be made, and where it says how far it is.</summary>
/// <param name="IsQuick">Small sizes and few rounds.</param>
/// <param name="Messages">Takes what is no result: what goes on, and what is left out.</param>
internal sealed record ComparisonRun(bool IsQuick, TextWriter Messages) : IDisposable
{
    private StatementProgram? _statements;
    private bool _isLookedFor;

    /// <summary>The C program, compiled when it is first asked for; null without a compiler, which is said then.</summary>
    internal StatementProgram? Statements
    {
        get
        {
            if (!_isLookedFor)
            {
                _isLookedFor = true;
                _statements = StatementProgram.TryCompile();
                if (_statements is null)
                {
                    Say("no C compiler (cc): the figures beside SQLite in C are left out");
                }
            }

            return _statements;
        }
    }

    /// <summary>The one or the other, by the kind of run.</summary>
    internal T Choose<T>(T full, T quick) => IsQuick ? quick : full;

    /// <summary>Says something that is no result.</summary>
    internal void Say(string message) => Messages.WriteLine(message);

    /// <inheritdoc/>
    public void Dispose() => _statements?.Dispose();
}
