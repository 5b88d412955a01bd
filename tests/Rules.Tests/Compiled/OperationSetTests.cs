using Compliance.Rules.Compiled;

namespace Compliance.Rules.Tests.Compiled;

public sealed class OperationSetTests
{
    [Theory]
    [InlineData(Operation.Read, 3)]
    [InlineData(Operation.Describe, 8)]
    [InlineData(Operation.TwoPhaseCommit, 15)]
    public void A_bit_is_the_code_of_its_operation_as_in_AuthorizedOperations(Operation operation, int bit)
    {
        Assert.Equal(1 << bit, OperationSet.Of(operation).Bits);
    }

    [Fact]
    public void All_is_every_operation()
    {
        foreach (var operation in Enum.GetValues<Operation>())
            Assert.True(OperationSet.Of(Operation.All).Has(operation));
        Assert.Equal(OperationSet.Everything, OperationSet.Of(Operation.All));
    }

    [Theory]
    [InlineData(ResourceType.Topic, "Read, Write, Create, Delete, Alter, Describe, DescribeConfigs, AlterConfigs")]
    [InlineData(ResourceType.Group, "Read, Delete, Describe, DescribeConfigs, AlterConfigs")]
    [InlineData(ResourceType.Cluster, "Create, Alter, Describe, ClusterAction, DescribeConfigs, AlterConfigs, IdempotentWrite")]
    [InlineData(ResourceType.TransactionalId, "Write, Describe, TwoPhaseCommit")]
    [InlineData(ResourceType.DelegationToken, "")]
    [InlineData(ResourceType.User, "")]
    public void Each_resource_has_the_operations_that_Kafka_knows_on_it(ResourceType type, string operations)
    {
        Assert.Equal(operations, string.Join(", ", Enum.GetValues<Operation>().Where(o => o != Operation.All && OperationSet.For(type).Has(o))));
    }

    [Fact]
    public void Implied_operations_are_added_and_none_taken()
    {
        Assert.Equal(OperationSet.Of(Operation.Write, Operation.Describe), OperationSet.Of(Operation.Write).WithImplied());
        Assert.Equal(OperationSet.Of(Operation.Create), OperationSet.Of(Operation.Create).WithImplied());
        Assert.Equal(OperationSet.Of(Operation.AlterConfigs, Operation.DescribeConfigs), OperationSet.Of(Operation.AlterConfigs).WithImplied());
    }
}
