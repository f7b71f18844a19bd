using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using System.Text.RegularExpressions;

namespace ThreadStore.Measuring;

/// <summary>
/// Rollouts as a home holds them: a turn with a tool call that the real Codex wrote, with texts as long as they were (22 KB of instructions in the
/// session_meta, 39 KB in all), under an id, a time, a directory and a prompt of their own.
/// </summary>
public sealed partial class RolloutCorpus
{
    /// <summary>What one rollout of full size takes, about.</summary>
    public const int FullBytes = 39_200;

    // The state of the world was some 4 KB, and is not told by how many characters it was shortened.
    private const int WorldStateChars = 4_600;

    private const string SampleId = "01a1fcb8-2b72-7833-a595-9c5022c4ed8f";
    private const string SamplePrompt = "Second plain session RUN: echo tool-output";
    private const string SampleTime = "2026-11-21T06:08:1";
    private const string SampleDirectory = "/home/dev/proj";
    private const int PerDay = 500;

    private static readonly DateTimeOffset s_first = new(2026, 6, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly string[] _parts;

    private RolloutCorpus(string[] parts, string home)
    {
        _parts = parts;
        Home = home;
    }

    /// <summary>The folder in which <c>sessions</c> lies.</summary>
    public string Home { get; }

    /// <summary>How many were written.</summary>
    public int Files { get; private set; }

    /// <summary>Their bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Their lines.</summary>
    public long Lines { get; private set; }

    /// <summary>Fills a home.</summary>
    /// <param name="home">The folder; made when it is not there.</param>
    /// <param name="files">How many rollouts.</param>
    /// <exception cref="IOException">The disk has no room for them, twice over.</exception>
    public static RolloutCorpus Write(string home, int files)
    {
        var free = new DriveInfo(Directory.CreateDirectory(home).FullName).AvailableFreeSpace;
        if (free < 2L * files * FullBytes)
        {
            throw new IOException($"{files} rollouts need {2L * files * FullBytes >> 20} MiB in {home}, and {free >> 20} MiB are free");
        }

        var corpus = new RolloutCorpus(Split(Template()), home);
        for (var number = 0; number < files; number++)
        {
            corpus.Write(number);
        }

        return corpus;
    }

    /// <summary>The id of a rollout.</summary>
    public static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"019e8000-{number >> 16:x4}-7000-8000-{(number * 7919L) & 0xffffffffffff:x12}");

    /// <summary>What its user asked for.</summary>
    public static string Prompt(int number) => string.Create(CultureInfo.InvariantCulture, $"Mend the flaky test number {number} in the storage layer and say why");

    private static DateTimeOffset Time(int number) => s_first.AddDays(number / PerDay).AddSeconds(number % PerDay * 60L);

    private void Write(int number)
    {
        var time = Time(number);
        var text = new StringBuilder(FullBytes + 4096);
        foreach (var part in _parts)
        {
            text.Append(part switch
            {
                SampleId => Id(number),
                SamplePrompt => Prompt(number),
                SampleDirectory => string.Create(CultureInfo.InvariantCulture, $"/home/dev/project-{number % 100}"),
                SampleTime => time.ToString("yyyy-MM-ddTHH:mm:0", CultureInfo.InvariantCulture),
                _ => part,
            });
        }

        var folder = Path.Combine(Home, "sessions", time.ToString("yyyy", CultureInfo.InvariantCulture), time.ToString("MM", CultureInfo.InvariantCulture), time.ToString("dd", CultureInfo.InvariantCulture));
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        File.WriteAllBytes(
            Path.Combine(Directory.CreateDirectory(folder).FullName, $"rollout-{time.ToString("yyyy-MM-ddTHH-mm-ss", CultureInfo.InvariantCulture)}-{Id(number)}.jsonl"), bytes);
        Files++;
        Bytes += bytes.Length;
        Lines += bytes.AsSpan().Count((byte)'\n');
    }

    // The sample with its texts as long as they were.
    private static string Template()
    {
        var sample = Directory.GetFiles(Path.Combine(SourceTree.Root, "samples", "rollouts"), $"*{SampleId}.jsonl")[0];
        var full = Shortened().Replace(File.ReadAllText(sample), static match => Filler(int.Parse(match.Groups["length"].Value, CultureInfo.InvariantCulture)));

        // Lists leave out what was run without a person.
        full = full.Replace("\"source\":\"exec\"", "\"source\":\"cli\"", StringComparison.Ordinal).Replace("codex_exec", "codex_cli_rs", StringComparison.Ordinal);
        return full.Replace("{\"scrubbed\":true}", $$"""{"notes":"{{Filler(WorldStateChars)}}"}""", StringComparison.Ordinal);
    }

    private static string Filler(int length)
    {
        const string Sentence = "You are a coding agent who works in a terminal with the user; be precise, safe and helpful, and say what you did and why. ";
        var text = new StringBuilder(length + Sentence.Length);
        while (text.Length < length)
        {
            text.Append(Sentence);
        }

        // No text ends in a blank.
        text.Length = length;
        text[^1] = '.';
        return text.ToString();
    }

    private static string[] Split(string template)
    {
        var parts = new List<string>();
        var at = 0;
        foreach (Match match in Variable().Matches(template))
        {
            parts.Add(template[at..match.Index]);
            parts.Add(match.Value);
            at = match.Index + match.Length;
        }

        return [.. parts, template[at..]];
    }

    [GeneratedRegex(@"\[scrubbed (?<length>\d+) chars\]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Shortened();

    [GeneratedRegex(SampleId + "|" + SamplePrompt + "|" + SampleDirectory + "(?![-/])|" + SampleTime, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Variable();
}
