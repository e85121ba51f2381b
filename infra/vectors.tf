# The vector bucket and its index, and the optional endpoint that embeds texts.

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

# --- the optional endpoint

data "aws_sagemaker_prebuilt_ecr_image" "transformers" {
  count           = var.sagemaker ? 1 : 0
  repository_name = "huggingface-pytorch-inference"
  image_tag       = "2.1.0-transformers4.37.0-cpu-py310-ubuntu22.04"
}

resource "aws_sagemaker_model" "embeddings" {
  count              = var.sagemaker ? 1 : 0
  name               = "${local.name}-embeddings"
  execution_role_arn = aws_iam_role.sagemaker[0].arn

  primary_container {
    image = data.aws_sagemaker_prebuilt_ecr_image.transformers[0].registry_path
    environment = {
      HF_MODEL_ID = "sentence-transformers/all-MiniLM-L6-v2"
      HF_TASK     = "feature-extraction"
    }
  }
}

resource "aws_sagemaker_endpoint_configuration" "embeddings" {
  count = var.sagemaker ? 1 : 0
  name  = "${local.name}-embeddings"

  production_variants {
    variant_name = "all"
    model_name   = aws_sagemaker_model.embeddings[0].name

    serverless_config {
      memory_size_in_mb = 3072
      max_concurrency   = 2
    }
  }
}

resource "aws_sagemaker_endpoint" "embeddings" {
  count                = var.sagemaker ? 1 : 0
  name                 = "${local.name}-embeddings"
  endpoint_config_name = aws_sagemaker_endpoint_configuration.embeddings[0].name
}
