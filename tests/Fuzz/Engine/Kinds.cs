using System.Collections.Concurrent;

namespace Compliance.Fuzz.Engine;

/// <summary>The names of outcomes, made once.</summary>
internal static class Kinds
{
    public static string Of<T>(T kind)
        where T : struct, Enum => Names<T>.All.GetOrAdd(kind, static value => value.ToString());

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly ConcurrentDictionary<T, string> All = new();
    }
}
