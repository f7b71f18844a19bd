using ThreadStore.Measuring;

namespace ThreadStore.Scale;

/// <summary>No figure of a store that answers wrongly.</summary>
internal static class Answers
{
    /// <summary>Ends the run unless that is so.</summary>
    internal static void Check(bool isRight, string what)
    {
        if (!isRight)
        {
            throw new WrongAnswerException($"wrong answer: {what}");
        }
    }
}
