using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Compliance.Harness;

namespace Compliance.Functional.KillMatrix;

/// <summary>Makes a bucket with object lock on the real server.</summary>
internal static class MatrixBucket
{
    public static async Task<string> MakeAsync(S3Server server)
    {
        var name = KafkaServer.UniqueName("matrix");
        var config = new AmazonS3Config { ServiceURL = server.Url.AbsoluteUri, ForcePathStyle = true, AuthenticationRegion = "us-east-1" };
        using var client = new AmazonS3Client(new BasicAWSCredentials(server.AccessKey, server.SecretKey), config);
        await client.PutBucketAsync(new PutBucketRequest { BucketName = name, ObjectLockEnabledForBucket = true });
        return name;
    }
}
