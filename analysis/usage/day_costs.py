"""What language models have cost since midnight, of one person and of everybody."""

from uuid import UUID

from django.utils import timezone

from advisors.budget.spending import SpendingToday
from analysis.models import ModelCost
from people import acting_as_staff


def load_spent_today(user_id: UUID | None) -> SpendingToday:
    with acting_as_staff("model costs"):
        return ModelCost.objects.filter(day=timezone.now().date()).day_spending(user_id)
