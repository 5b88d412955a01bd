namespace Compliance.Rules.Compiled;

/// <summary>A set of operations; bit n stands for Kafka's code n, as in its AuthorizedOperations fields.</summary>
internal readonly record struct OperationSet(int Bits)
{
    internal static readonly OperationSet Everything = new(0xFFFC);

    internal static OperationSet Of(params ReadOnlySpan<Operation> operations)
    {
        var bits = 0;
        foreach (var operation in operations)
            bits |= operation == Operation.All ? Everything.Bits : 1 << (int)operation;
        return new(bits);
    }

    internal bool Has(Operation operation) => (Bits & (1 << (int)operation)) != 0;

    internal OperationSet And(OperationSet other) => new(Bits & other.Bits);

    internal bool IsEmpty => Bits == 0;

    /// <summary>What an allow carries with it in Kafka; a deny carries nothing.</summary>
    internal OperationSet WithImplied()
    {
        var bits = Bits;
        if (Has(Operation.Read) || Has(Operation.Write) || Has(Operation.Delete) || Has(Operation.Alter))
            bits |= 1 << (int)Operation.Describe;
        if (Has(Operation.AlterConfigs))
            bits |= 1 << (int)Operation.DescribeConfigs;
        return new(bits);
    }

    /// <summary>The operations that Kafka knows on a resource of that type.</summary>
    internal static OperationSet For(ResourceType type) => type switch
    {
        ResourceType.Topic => Of(Operation.Read, Operation.Write, Operation.Create, Operation.Delete, Operation.Alter,
            Operation.Describe, Operation.DescribeConfigs, Operation.AlterConfigs),
        ResourceType.Group => Of(Operation.Read, Operation.Delete, Operation.Describe, Operation.DescribeConfigs, Operation.AlterConfigs),
        ResourceType.TransactionalId => Of(Operation.Write, Operation.Describe, Operation.TwoPhaseCommit),
        ResourceType.Cluster => Of(Operation.Create, Operation.Alter, Operation.Describe, Operation.ClusterAction,
            Operation.DescribeConfigs, Operation.AlterConfigs, Operation.IdempotentWrite),
        _ => new(0),
    };
}
