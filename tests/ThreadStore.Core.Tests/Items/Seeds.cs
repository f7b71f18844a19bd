using System;
using FsCheck;

namespace ThreadStore.Items;

/// <summary>Runs a law over values generated from the seeds 0, 1, 2, …: the same values in every run.</summary>
internal static class Seeds
{
    public static void Check<T>(Gen<T> generator, Action<T> law, int count = 300, int size = 24)
    {
        for (var seed = 0; seed < count; seed++)
        {
            var value = Gen.Eval(size, FsCheck.Random.StdGen.NewStdGen(seed, 295_075), generator);
            try
            {
                law(value);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}: {e.Message}\n{value}", e);
            }
        }
    }
}
