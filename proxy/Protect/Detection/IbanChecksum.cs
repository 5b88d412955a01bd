namespace Compliance.Protect.Detection;

/// <summary>The remainder by 97 that an account number's check digits are made of (ISO 13616, ISO/IEC 7064 MOD 97-10). Stateless.</summary>
internal static class IbanChecksum
{
    /// <param name="head">Country and check digits, upper case.</param>
    /// <param name="account">What follows, upper case.</param>
    /// <returns>1 where the check digits are right.</returns>
    internal static int Remainder(ReadOnlySpan<byte> head, ReadOnlySpan<byte> account) => Add(Add(0, account), head);

    private static int Add(int remainder, ReadOnlySpan<byte> characters)
    {
        foreach (var character in characters)
            remainder = character <= '9' ? ((remainder * 10) + character - '0') % 97 : ((remainder * 100) + character - 'A' + 10) % 97;
        return remainder;
    }
}
