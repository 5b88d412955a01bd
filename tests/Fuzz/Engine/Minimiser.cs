namespace Compliance.Fuzz.Engine;

/// <summary>Makes a finding's input shorter and plainer for as long as it still fails in the same way.</summary>
internal static class Minimiser
{
    private const int MostTries = 20_000;

    /// <param name="fails">Whether an input fails as the first did.</param>
    /// <param name="input">Fails.</param>
    public static byte[] Run(byte[] input, Func<byte[], bool> fails)
    {
        int tries = 0;
        for (int piece = Math.Max(1, input.Length / 2); piece > 0 && tries < MostTries; piece /= 2)
        {
            for (int at = 0; at + piece <= input.Length && tries < MostTries; tries++)
            {
                byte[] shorter = [.. input[..at], .. input[(at + piece)..]];
                if (fails(shorter))
                    input = shorter;
                else
                    at += piece;
            }
        }

        for (int at = 0; at < input.Length && tries < MostTries; at++, tries++)
        {
            if (input[at] == 0)
                continue;
            byte[] plainer = [.. input];
            plainer[at] = 0;
            if (fails(plainer))
                input = plainer;
        }

        return input;
    }
}
