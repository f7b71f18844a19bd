using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace ThreadStore.Compare.Native;

/// <summary>Writes a script for the C program; its form is at the head of <c>statements.c</c>.</summary>
internal sealed class StatementScript : IDisposable
{
    private readonly BinaryWriter _file;

    internal StatementScript(string path)
    {
        Path = path;
        _file = new BinaryWriter(File.Create(path));
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Begins a transaction.</summary>
    public void Begin() => _file.Write((byte)'B');

    /// <summary>Ends it.</summary>
    public void Commit() => _file.Write((byte)'C');

    /// <summary>One row to write.</summary>
    public void Write(int statement, IReadOnlyList<StatementBinding> bindings) => Add('W', statement, bindings);

    /// <summary>One list to read.</summary>
    public void List(int statement, IReadOnlyList<StatementBinding> bindings) => Add('L', statement, bindings);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Add(char operation, int statement, IReadOnlyList<StatementBinding> bindings)
    {
        _file.Write((byte)operation);
        _file.Write(checked((byte)statement));
        _file.Write(checked((byte)bindings.Count));
        foreach (var binding in bindings)
        {
            _file.Write(checked((byte)binding.Parameter));
            if (binding.Bytes is null)
            {
                _file.Write((byte)'i');
                _file.Write(binding.Number);
                continue;
            }

            _file.Write((byte)(binding.IsText ? 't' : 'b'));
            _file.Write(binding.Bytes.Length);
            _file.Write(binding.Bytes);
        }
    }
}

/// <summary>One value for one parameter.</summary>
/// <param name="Parameter">From 1.</param>
/// <param name="Number">When there are no bytes.</param>
/// <param name="Bytes">A text or a blob.</param>
/// <param name="IsText">Which of the two.</param>
internal readonly record struct StatementBinding(int Parameter, long Number, byte[]? Bytes, bool IsText)
{
    internal static StatementBinding Integer(int parameter, long number) => new(parameter, number, null, IsText: false);

    internal static StatementBinding Blob(int parameter, ReadOnlySpan<byte> bytes) => new(parameter, 0, bytes.ToArray(), IsText: false);

    internal static StatementBinding Text(int parameter, ReadOnlySpan<byte> bytes) => new(parameter, 0, bytes.ToArray(), IsText: true);

    internal static StatementBinding Text(int parameter, string text) => Text(parameter, Encoding.UTF8.GetBytes(text));
}
