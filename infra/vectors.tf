# The vector bucket and its index.

locals {
  vector_bucket        = "${local.name}-vectors-${local.suffix}"
  vector_index         = "research-notes"
  vector_index_arn     = "arn:${local.partition}:s3vectors:${var.region}:${local.account}:bucket/${local.vector_bucket}/index/${local.vector_index}"
  embedding_dimensions = var.sagemaker ? 384 : 256 # of MiniLM, or asked of Titan
}

resource "aws_cloudformation_stack" "vectors" {
  name          = "${local.name}-vectors"
  template_body = file("${path.module}/vectors.yaml")

  parameters = {
    BucketName = local.vector_bucket
    IndexName  = local.vector_index
    Dimensions = local.embedding_dimensions
  }
}
