namespace Compliance.Gateway.Pipeline;

/// <summary>What a step says of an exchange.</summary>
internal enum Verdict : byte
{
    /// <summary>On to the next step; after the last one, to the other side.</summary>
    Next,

    /// <summary>Of a request: it goes no further; <see cref="Exchange.Reply"/> holds the answer, which takes its place in the order.</summary>
    Reply,

    /// <summary>
    /// What the step needs has to be asked for, or written, first: it has changed nothing, and runs again once
    /// <see cref="Guarding.Guard.WaitAsync"/> has ended. It says so at most once for schemas, and once for quarantine topics.
    /// </summary>
    Wait,

    /// <summary>The connection ends; <see cref="Exchange.Fault"/> says why.</summary>
    Break,
}
