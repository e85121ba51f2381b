# The optional endpoint that embeds texts. It costs nothing while nobody asks it.

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

data "aws_iam_policy_document" "assume_sagemaker" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["sagemaker.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "sagemaker" {
  count              = var.sagemaker ? 1 : 0
  name               = "${local.name}-sagemaker"
  assume_role_policy = data.aws_iam_policy_document.assume_sagemaker.json
}

data "aws_iam_policy_document" "sagemaker" {
  count = var.sagemaker ? 1 : 0

  statement {
    sid       = "Log"
    actions   = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["arn:${local.partition}:logs:${var.region}:${local.account}:log-group:/aws/sagemaker/*"]
  }

  statement {
    sid       = "Image"
    actions   = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability"]
    resources = ["arn:${local.partition}:ecr:${var.region}:763104351884:repository/huggingface-pytorch-inference"]
  }

  statement {
    sid       = "ServicesThatTakeNoResource"
    actions   = ["ecr:GetAuthorizationToken", "cloudwatch:PutMetricData"]
    resources = ["*"]
  }
}

resource "aws_iam_role_policy" "sagemaker" {
  count  = var.sagemaker ? 1 : 0
  name   = "sagemaker"
  role   = aws_iam_role.sagemaker[0].id
  policy = data.aws_iam_policy_document.sagemaker[0].json
}
