namespace Compliance.Rules.Checks;

/// <summary>Every check, in the order of a policy's sections. A check only adds problems; none depends on another.</summary>
internal static class PolicyChecks
{
    private static readonly Action<PolicySet, ProblemList>[] All =
    [
        UniqueCheck.Run,
        KnownNamesCheck.Run,
        UnusedNameCheck.Run,
        ReviewCheck.Run,
        ObservedCheck.Run,
        PrincipalCheck.Run,
        LoginPatternCheck.Run,
        StatedPurposeCheck.Run,
        PatternCheck.Run,
        PathCheck.Run,
        PathsTogetherCheck.Run,
        DetectCheck.Run,
        QuarantineCheck.Run,
        FormatCheck.Run,
        OneFormatCheck.Run,
        FormatsApartCheck.Run,
        HeaderPatternsCheck.Run,
        KeysApartCheck.Run,
        TagCheck.Run,
        KeyCheck.Run,
        MaskCheck.Run,
        TokenCheck.Run,
        TokenDomainCheck.Run,
        UnprotectedClassCheck.Run,
        CardSecretCheck.Run,
        HashAndMaskCheck.Run,
        DestroyedRevealCheck.Run,
        ShadowedProtectionCheck.Run,
        ExpiredExceptionCheck.Run,
        ShadowedExceptionCheck.Run,
        ResourceOperationCheck.Run,
        UnreachableAccessCheck.Run,
        NeedlessConditionCheck.Run,
        HoursCheck.Run,
        AuditRuleCheck.Run,
        TestCheck.Run,
        UntestedRuleCheck.Run,
    ];

    internal static void Run(PolicySet set, ProblemList problems)
    {
        foreach (var check in All)
            check(set, problems);
    }
}
