using System;
using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace ThreadStore.Generators.Internal;

/// <summary>Writes emitted code: indentation by blocks, LF line ends, so that the same model gives the same bytes everywhere.</summary>
internal sealed class SourceWriter
{
    private const int Step = 4;

    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>Writes one line, or several that a raw string holds, each at the current depth.</summary>
    public void Line(string text = "")
    {
        foreach (var line in text.Split('\n'))
        {
            if (line.Length > 0)
            {
                _text.Append(' ', _depth * Step).Append(line);
            }

            _text.Append('\n');
        }
    }

    /// <summary>Writes a header and opens its block; disposing the result closes it.</summary>
    public Block Open(string header)
    {
        Line(header);
        Line("{");
        _depth++;
        return new Block(this, "}");
    }

    /// <summary>Writes the lines inside one step deeper, without braces.</summary>
    public Block Indent()
    {
        _depth++;
        return new Block(this, end: null);
    }

    /// <summary>What was written.</summary>
    public SourceText ToSourceText() => SourceText.From(_text.ToString(), Encoding.UTF8);

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    /// <summary>An open block.</summary>
    internal readonly struct Block : IDisposable
    {
        private readonly SourceWriter _writer;
        private readonly string? _end;

        internal Block(SourceWriter writer, string? end)
        {
            _writer = writer;
            _end = end;
        }

        /// <summary>Closes it.</summary>
        public void Dispose()
        {
            _writer._depth--;
            if (_end is not null)
            {
                _writer.Line(_end);
            }
        }
    }
}
