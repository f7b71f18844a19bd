using ThreadStore.Latency.Driving;
using ThreadStore.Measuring;

namespace ThreadStore.Latency.Targets;

/// <summary>One <c>write(2)</c> of a line, to each of the files in turn.</summary>
/// <remarks>Without a handle that is counted and without errno: <c>RandomAccess.Write</c> costs more, and is no append.</remarks>
internal sealed unsafe class BareWrite(int[] descriptors, byte[] line) : IOperation
{
    private int _next;

    /// <inheritdoc/>
    public void Run()
    {
        var next = _next;
        fixed (byte* bytes = line)
        {
            if (Kernel.write(descriptors[next], bytes, (nuint)line.Length) != line.Length)
            {
                throw new WrongAnswerException("write(2) did not take the whole line");
            }
        }

        _next = next + 1 == descriptors.Length ? 0 : next + 1;
    }
}
